/**
 * 印文书 — the same blocks as PDF (Typst) and as DOCX. Both take plain text only; what a person typed is printed as he typed it.
 * Same documents and meta, same bytes. Throws where the machine or the program is broken; nothing a user writes can do that.
 */
export type { PrintedDocument, PrintMeta } from './typeset/meta.ts'
export { printDocx } from './typeset/print-docx.ts'
export { printPdf } from './typeset/print-pdf.ts'
