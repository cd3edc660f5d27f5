export * from './blocks.ts'
export {
  type DataOf,
  type DocumentData,
  type Field,
  type Fields,
  fixedFields,
  type ListField,
  ROW_NUMBER,
  type RowsField,
  type TextField,
} from './fields.ts'
export { dataLimits, fillTemplate, printable } from './fill-template.ts'
export { type DocumentDataOf, type DocumentKind, documentKinds, exampleData, fieldsOf, type KindEntry, kinds } from './kinds.ts'
export { type WritingRule, writingRules } from './language.ts'
export { parseTemplate, type Template, type TemplateIssue, templateLimits } from './parse-template.ts'
