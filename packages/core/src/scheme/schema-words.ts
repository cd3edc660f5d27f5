/**
 * Words for a file that is nearly right: how a percentage and a date are written, which known word is nearest to a misspelt one. Every sentence ends in
 * what to write.
 */

/** Marks the union of conditions, so that `schema-issues.ts` lets `condition-issues.ts` explain it. Read by nobody otherwise. */
export const notACondition = '不是条件的写法'

/** 全角 → 半角, for what people type with a Chinese keyboard. */
export const toHalfWidth = (text: string): string =>
  text.replace(/[！-～]/g, c => String.fromCharCode(c.charCodeAt(0) - 0xfee0)).replaceAll('　', ' ')

type Raw = { readonly input?: unknown; readonly code?: string }

/** Undefined for a value that is missing: that is told elsewhere. */
export function sayRate({ input }: Raw): string | undefined {
  if (input === undefined) return undefined
  if (typeof input === 'number')
    return input > 0 && input < 1
      ? `比例要带百分号：是 ${Number((input * 100).toFixed(6))}% 还是 ${input}%，请照方案写`
      : `比例要带百分号：写成 ${input}%`
  if (typeof input !== 'string') return '比例写成百分数，例如 18%'
  const half = toHalfWidth(input).replace(/\s/g, '').replaceAll('。', '.')
  if (half !== input && /^\d{1,3}(\.\d{1,6})?%$/.test(half)) return `百分号、数字要用半角，中间不空格：写成 ${half}`
  const chinese = /^百分之(\d+(?:\.\d+)?)$/.exec(half)
  if (chinese) return `写成 ${chinese[1]}%`
  if (/^\d+(\.\d+)?$/.test(half)) return `比例要带百分号：写成 ${half}%`
  return `“${input}”不是百分数；写成 18% 或 0.5%，小数最多六位`
}

export function sayDate({ input }: Raw): string | undefined {
  if (input === undefined) return undefined
  const found = /^(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?$/.exec(toHalfWidth(String(input)).trim())
  if (!found) return '应为日期，写成 2026-03-01'
  const iso = `${found[1]}-${found[2]!.padStart(2, '0')}-${found[3]!.padStart(2, '0')}`
  return iso === input ? `没有 ${iso} 这一天，应为存在的日期，写成 2026-03-01` : `日期写成 ${iso}`
}

/** Of a code of the author's own making. */
export function sayCode({ input }: Raw): string {
  const near = toHalfWidth(String(input))
    .trim()
    .replace(/[_\s]+/g, '-')
    .replace(/^[A-Z]/, c => c.toLowerCase())
  const rule = '代号以小写字母开头，只用英文字母、数字和短横线'
  return /^[a-z][A-Za-z0-9-]{0,39}$/.test(near) ? `${rule}：写成 ${near}` : `${rule}，例如 airGrade、last-quarter`
}

export function sayStratumCode({ input }: Raw): string {
  const near = toHalfWidth(String(input))
    .trim()
    .replace(/[_\s]+/g, '-')
    .toUpperCase()
  const rule = '代号用大写字母、数字和短横线，不超过 16 个'
  return /^[0-9A-Z-]{1,16}$/.test(near) ? `${rule}：写成 ${near}` : `${rule}，例如 KEY`
}

export function sayLawId({ input }: Raw): string {
  const given = toHalfWidth(String(input))
  const parts = given.split(/[,、\s]+/)
  if (parts.length > 1) return `几个编号用半角逗号隔开：写成 [${parts.join(', ')}]`
  const found = /^([A-Za-z]{1,8})[-—–_]?(\d{1,3})$/.exec(given)
  return found
    ? `条款编号写成 ${found[1]!.toUpperCase()}-${found[2]!.padStart(2, '0')}`
    : '条款编号是大写字母、短横线、两三位数字，例如 SL-07'
}

/** The known word a misspelt one most likely stands for; null where none is near. */
export function findNearest(word: string, known: readonly string[]): string | null {
  const flat = (w: string) =>
    toHalfWidth(w)
      .toLowerCase()
      .replace(/[-_\s]/g, '')
  const asked = flat(word)
  const ranked = known.map(k => ({ k, far: flat(k) === asked ? -1 : distance(asked, flat(k)) })).sort((a, b) => a.far - b.far)
  const [best] = ranked
  if (best === undefined) return null
  const short = Math.min(asked.length, flat(best.k).length)
  return best.far <= (short <= 3 ? 1 : short <= 6 ? 2 : 3) ? best.k : null
}

/** Edits from one word to another; two neighbours swapped is one edit. */
function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let least = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, rows[i - 2]![j - 2]! + 1)
      row.push(least)
    }
    rows.push(row)
  }
  return rows[a.length]![b.length]!
}

/** A key that is not known: what was probably meant. */
export function sayUnknownKey(key: string, known: readonly string[], has: (key: string) => boolean = () => false): string {
  const glued = /^([A-Za-z-]+)\s*[:：]\s*(.+)$/.exec(key)
  if (glued) return `冒号要用半角，后面空一格：写成 ${glued[1]}: ${glued[2]}`
  const free = known.filter(k => !has(k))
  const near = findNearest(key, free)
  if (near !== null) return `没有“${key}”这个键，是不是 ${near}`
  return known.length > 12
    ? `这一层没有“${key}”这个键；看看是不是缩进少了，它本该在上面某一行的里面`
    : `没有“${key}”这个键；这里可以写 ${free.join('、')}`
}

/** A value or name that is none of the list. */
export function sayNotListed(value: string, known: readonly string[], words: readonly string[] = []): string {
  const shown = known.map((k, i) => (words[i] === undefined ? k : `${k}（${words[i]}）`)).join('、')
  const byWord = words.findIndex(w => w === value || w.replace(/^每/, '') === value)
  const near = byWord >= 0 ? known[byWord]! : findNearest(value, known)
  return `${near === null ? `没有“${value}”` : `没有“${value}”，是不是 ${near}`}；只能取 ${shown}`
}

/** A value as YAML would write it on one line. */
export function showExample(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(showExample).join(', ')}]`
  if (typeof value === 'object' && value !== null)
    return `{ ${Object.entries(value)
      .map(([k, v]) => `${k}: ${showExample(v)}`)
      .join(', ')} }`
  return String(value)
}
