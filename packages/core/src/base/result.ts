/**
 * Result — what a lawful user can cause is a value, not an exception. Only a bug or a broken machine may throw.
 * The code is an entry of the error catalogue (`api/errors.ts`); the params fill its sentence.
 */
export type Ok<T> = { readonly ok: true; readonly value: T }
export type Err<E> = { readonly ok: false; readonly error: E }
export type Result<T, E = Problem> = Ok<T> | Err<E>

/** One refusal: a catalogue code and the values its sentence needs. */
export interface Problem {
  readonly code: string
  readonly [param: string]: unknown
}

export const ok = <T>(value: T): Ok<T> => ({ ok: true, value })
export const err = <E>(error: E): Err<E> => ({ ok: false, error })

/** The end of a `switch` on a union: a new member that nobody handled is a compile error here. */
export function exhaustive(x: never): never {
  throw new Error(`unhandled case: ${JSON.stringify(x)}`)
}
