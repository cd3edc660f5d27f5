/** Printed files read back by other people's programs: poppler for PDF, LibreOffice for DOCX. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

function inScratch<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'mingcha-print-'))
  try {
    return use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The words of a PDF, page by page, without white space, signature lines and the invisible places where a long code may break. */
export function readPdf(pdf: Uint8Array): string[] {
  return inScratch(folder => {
    const path = join(folder, 'a.pdf')
    writeFileSync(path, pdf)
    const text = execFileSync('pdftotext', ['-raw', path, '-'], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
    return text
      .split('\f')
      .slice(0, -1)
      .map(page => page.replace(/[\s_\u200B\u00AD]/g, ''))
  })
}

/** Every word of a PDF where it stands: page width and the edges of its box, in points. */
export function wordBoxes(pdf: Uint8Array): { readonly word: string; readonly left: number; readonly right: number }[] {
  return inScratch(folder => {
    const path = join(folder, 'a.pdf')
    writeFileSync(path, pdf)
    const html = execFileSync('pdftotext', ['-bbox', path, '-'], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
    return [...html.matchAll(/<word xMin="([\d.]+)" yMin="[\d.-]+" xMax="([\d.]+)" yMax="[\d.-]+">([^<]*)</g)].map(m => ({
      left: Number(m[1]),
      right: Number(m[2]),
      word: m[3] ?? '',
    }))
  })
}

/** DOCX → PDF by LibreOffice, all in one start of it; in the order given. */
export function convertDocx(files: readonly Uint8Array[]): Uint8Array[] {
  return inScratch(folder => {
    const paths = files.map((docx, at) => {
      const path = join(folder, `${at}.docx`)
      writeFileSync(path, docx)
      return path
    })
    execFileSync(
      'soffice',
      ['--headless', `-env:UserInstallation=file://${join(folder, 'profile')}`, '--convert-to', 'pdf', '--outdir', folder, ...paths],
      { stdio: 'ignore', timeout: 120_000 },
    )
    return files.map((_, at) => new Uint8Array(readFileSync(join(folder, `${at}.pdf`))))
  })
}
