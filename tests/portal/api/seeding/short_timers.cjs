// Shortens what the seeding tool waits for, so that a test need not. PACE chooses:
//   short      the pauses between two calls, of which it makes one each 100 ms; its waits before a retry stay
//   impatient  the waits before a retry, too
//   refresh    as short, and two refreshes of the access token while it seeds instead of one each ten minutes
'use strict'

const { setTimeout, setInterval } = globalThis
const PACE = process.env.PACE
const RETRIES = [1000, 3000, 7000]
const TEN_MINUTES = 600000
const REFRESHES = [50, 150]

let pauses = 0
let refresh = () => {}

const isOfTheLimiter = () => new Error().stack.includes('bottleneck')

globalThis.setTimeout = (callback, delay, ...input) => {
  if (!isOfTheLimiter() || (PACE !== 'impatient' && RETRIES.includes(delay))) {
    return setTimeout(callback, delay, ...input)
  }
  pauses += 1
  if (REFRESHES.includes(pauses)) refresh()
  return setTimeout(callback, 0, ...input)
}
globalThis.setInterval = (callback, delay, ...input) => {
  if (delay === TEN_MINUTES && PACE === 'refresh') refresh = callback
  return setInterval(callback, delay, ...input)
}
