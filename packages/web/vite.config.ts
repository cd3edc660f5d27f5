/**
 * 办公端构建 — packages/web/dist, served by the server under /office/.
 * No inline script, so that `script-src 'self'` holds. antd writes its styles at run time: `style-src` needs 'unsafe-inline', or a nonce in
 * `<meta property="csp-nonce" nonce="…">`, which `design/theme.ts` reads.
 */
import { readFileSync } from 'node:fs'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

type Tokens = Record<string, Record<string, string>>

/** `design/tokens.json` as custom properties: `--color-ink`, `--space-3` … Read as `virtual:tokens.css`. */
function tokens(): Plugin {
  const id = '\0virtual:tokens.css'
  return {
    name: 'tokens',
    resolveId: source => (source === 'virtual:tokens.css' ? id : undefined),
    load(asked) {
      if (asked !== id) return
      const groups: Tokens = JSON.parse(readFileSync(new URL('../../design/tokens.json', import.meta.url), 'utf8'))
      const lines = Object.entries(groups).flatMap(([group, values]) =>
        Object.entries(values).map(([name, v]) => `--${group}-${name}:${v};`),
      )
      return `:root{${lines.join('')}}`
    },
  }
}

export default defineConfig({
  root: import.meta.dirname,
  base: '/office/',
  plugins: [react(), tokens()],
  build: {
    target: 'chrome109',
    cssTarget: 'chrome109',
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
  },
  server: {
    port: Number(process.env.WEB_PORT ?? 5173),
    proxy: Object.fromEntries(['/api', '/log', '/draws', '/openapi.json'].map(p => [p, `http://127.0.0.1:${process.env.PORT ?? 8080}`])),
  },
})
