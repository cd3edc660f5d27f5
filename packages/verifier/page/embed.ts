/**
 * The same verifier inside a server's public page: `<div data-mingcha-verify data-bundle="/…/bundle.zip" data-vkey="…"></div>` with a button of
 * class `mingcha-verify-start` inside it (shown by the page only where scripts run). Pressing it fetches the bundle and verifies it here.
 */
import './old-browsers.ts'
import { unpackZip } from '../src/unpack.ts'
import { mountVerifier } from './mount.ts'

async function start(root: HTMLElement, button: HTMLButtonElement): Promise<void> {
  button.disabled = true
  try {
    const response = await fetch(root.dataset.bundle ?? '')
    const files = response.ok ? unpackZip(new Uint8Array(await response.arrayBuffer())) : undefined
    if (files?.ok) {
      const vkey = root.dataset.vkey
      return mountVerifier(root, { standalone: false, files: files.value, ...(vkey !== undefined && { trustedVkey: vkey }) })
    }
  } catch {
    // shown below, like any other failure to get the bundle
  }
  button.disabled = false
  button.textContent = '抽取包没有取到，再试一次'
}

for (const root of document.querySelectorAll<HTMLElement>('[data-mingcha-verify]')) {
  const button = root.querySelector<HTMLButtonElement>('button.mingcha-verify-start')
  if (button !== null) {
    button.hidden = false
    button.addEventListener('click', () => void start(root, button))
  }
}
