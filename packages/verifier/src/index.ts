/**
 * The verifier — 核验：re-derives a published draw from its files alone. No clock, no network, no chance; hostile input answers with verdicts.
 */
export { CHECK_NAMES, CHECKS, type CheckName, GROUPS, type Group } from './catalogue.ts'
export { explainFirm, type FirmExplanation, type FirmRow } from './explain-firm.ts'
export { countVerdicts, type Language, printExplanation, printReport } from './print-report.ts'
export type { Check, Report, Sentence, Summary, Verdict } from './report.ts'
export { isZip, nameFiles, unpackZip } from './unpack.ts'
export { type VerifyOptions, verifyBundle } from './verify-bundle.ts'
