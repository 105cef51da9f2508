// Asks for an address in one way, and prints the response's body: node probe.mjs WAY URL
import { createRequire } from 'node:module'
import { request as imported } from 'node:https'

const require = createRequire(import.meta.url)
const http = require('node:http')
const https = require('node:https')
const [way, address] = process.argv.slice(2)
const url = new URL(address)
const module = url.protocol === 'https:' ? https : http
const path = url.pathname + url.search
const headers = { 'X-Mark': 'kept', HOST: url.host }
const POST = { method: 'POST', headers }
const BODY = 'ü'

const print = response => {
  let body = ''
  response.setEncoding('utf8').on('data', part => (body += part)).on('end', () => console.log(body))
}
const fail = error => {
  console.error(error.cause?.code ?? error.code ?? error.message)
  process.exitCode = 1
}
const send = request => request.on('error', fail).end(BODY)
const show = async response => console.log(await (await response).text())

const WAYS = {
  'url text': () => send(module.request(address, POST, print)),
  'url object': () => send(module.request(url, POST, print)),
  options: () => send(module.request({ ...POST, protocol: url.protocol, hostname: url.hostname, port: url.port, path }, print)),
  'options with host': () => send(module.request({ ...POST, host: url.host.toUpperCase(), path, agent: new https.Agent(), servername: url.hostname }, print)),
  'url and options': () => send(module.request('https://elsewhere.invalid/', { ...POST, hostname: url.hostname, path }, print)),
  get: () => module.get(url, { headers }, print).on('error', fail),
  http: () => send(http.request({ ...POST, host: url.hostname, path }, print)),
  import: () => send(imported(address, POST, print)),
  fetch: () => show(fetch(address, { ...POST, body: BODY })),
  'fetch request': () => show(fetch(new Request(url, { ...POST, body: BODY }))),
  'no proxy': () => console.log(process.env.NO_PROXY),
}
await Promise.resolve(WAYS[way]()).catch(fail)
