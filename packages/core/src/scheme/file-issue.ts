/** 文件中的一处问题 — where and what, for every reader of a file: schemes and item lists. */

/** 文件中的一处问题. `path` is empty for the file as a whole. */
export interface FileIssue {
  readonly path: readonly (string | number)[]
  readonly at: string
  readonly message: string
}

/** ['classes', 0, 'name'] → classes[0].name */
export const formatPath = (path: readonly (string | number)[]): string =>
  path.reduce<string>((text, step) => (typeof step === 'number' ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`), '')

export const fileIssue = (path: readonly (string | number)[], message: string): FileIssue => ({ path, at: formatPath(path), message })
