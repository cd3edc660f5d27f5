/** The single file opened from disk. */
import './old-browsers.ts'
import { mountVerifier } from './mount.ts'

mountVerifier(document.getElementById('verifier')!, { standalone: true })
