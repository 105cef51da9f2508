// Shortens what the seeding tool waits for, so that a test need not. PACE chooses:
//   short      the pauses between two calls, of which it makes one each 100 ms; its waits before a retry stay
//   impatient  the waits before a retry, too
//   refresh    as short, and a refresh of the access token each half second instead of each ten minutes
'use strict'

const { setTimeout, setInterval } = globalThis
const PACE = process.env.PACE
const RETRIES = [1000, 3000, 7000]
const TEN_MINUTES = 600000

const isOfTheLimiter = () => new Error().stack.includes('bottleneck')

globalThis.setTimeout = (callback, delay, ...input) =>
  setTimeout(callback, (PACE === 'impatient' || !RETRIES.includes(delay)) && isOfTheLimiter() ? 0 : delay, ...input)
globalThis.setInterval = (callback, delay, ...input) =>
  setInterval(callback, delay === TEN_MINUTES && PACE === 'refresh' ? 500 : delay, ...input)
