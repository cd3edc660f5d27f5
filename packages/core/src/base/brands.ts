/**
 * Brands — ids that look alike and must never be swapped (a USCC is not a staff code). Made only by `draw/grammar.ts` and the
 * registries, after the grammar was checked; costs nothing at run time.
 */
declare const brand: unique symbol
export type Brand<T, Name extends string> = T & { readonly [brand]: Name }

/** 检查对象代码：18-character USCC, `USCC-NN` for a second site, or a logged agency-issued code. */
export type SubjectId = Brand<string, 'SubjectId'>
/** 检查人员工作代码：a staff code, never a name or ID number. */
export type InspectorId = Brand<string, 'InspectorId'>
/** 监管部门代码. */
export type AgencyCode = Brand<string, 'AgencyCode'>
/** 抽取编号, such as `130525-2026-0007`. */
export type DrawCode = Brand<string, 'DrawCode'>
