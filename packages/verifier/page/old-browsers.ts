/** What Chromium 109, the last on Windows 7, lacks and core uses. */
interface WellFormed {
  isWellFormed?: () => boolean
}

const prototype = String.prototype as unknown as WellFormed
prototype.isWellFormed ??= function isWellFormed(this: string): boolean {
  return !/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(this)
}

export {}
