/**
 * 待上传的材料 — photos and recordings taken but not yet at the server, kept in IndexedDB of this device so that a reload, a killed tab or an empty
 * battery loses none. One row a file; removed once the server has it. Refuses nothing silently: where the browser keeps nothing (a private window),
 * `put` answers false and the page says so.
 */
export interface PendingFile {
  /** Account and visit: one phone may serve two officers. */
  readonly owner: string
  readonly sha256: string
  readonly purpose: string
  readonly takenAt: string
  readonly fileName: string
  readonly mediaType: string
  readonly bytes: Blob
}
export interface PendingStore {
  list(owner: string): Promise<PendingFile[]>
  put(file: PendingFile): Promise<boolean>
  drop(owner: string, sha256: string): Promise<void>
}

const asked = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('indexedDB'))
  })

function openStore(): Promise<IDBDatabase> {
  const request = indexedDB.open('mingcha-visits', 1)
  request.onupgradeneeded = () => {
    request.result.createObjectStore('pending', { keyPath: ['owner', 'sha256'] }).createIndex('owner', 'owner')
  }
  return asked(request)
}

/** The store of this browser; opened at the first use. */
export function pendingInBrowser(): PendingStore {
  let opened: Promise<IDBDatabase> | null = null
  const table = async (mode: IDBTransactionMode) => {
    opened ??= openStore()
    return (await opened).transaction('pending', mode).objectStore('pending')
  }
  return {
    list: async owner => {
      try {
        return await asked((await table('readonly')).index('owner').getAll(owner) as IDBRequest<PendingFile[]>)
      } catch {
        // Nothing can have been kept here.
        return []
      }
    },
    put: async file => {
      try {
        await asked((await table('readwrite')).put(file))
        return true
      } catch {
        return false
      }
    },
    drop: async (owner, sha256) => {
      try {
        await asked((await table('readwrite')).delete([owner, sha256]))
      } catch {
        // It stays and is sent again; the server knows it already and answers the same.
      }
    },
  }
}
