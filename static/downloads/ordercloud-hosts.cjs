// Sends what a program on Node.js asks of the vendor's two fixed hosts to your own portal, for tools such as the
// seeding CLI, @ordercloud/seeding, that cannot be configured. The tool itself stays as it comes from npm.
//
//   ORDERCLOUD_HOSTS_PORTAL=https://portal.example.com \
//   ORDERCLOUD_HOSTS_API=https://ordercloud.example.com/sandbox \
//   node --require ./ordercloud-hosts.cjs TOOL ...
//
// ORDERCLOUD_HOSTS_PORTAL  replaces https://portal.ordercloud.io: the address of your portal. Required.
// ORDERCLOUD_HOSTS_API     replaces https://api.ordercloud.io: the API URL of an organization.
//                          Not set: that host is left alone; the CLI reads only the public OpenAPI document there.
//
// Only the address changes, nothing in the requests or responses. Requests to all other hosts pass unchanged.
// Certificates are verified as always; NODE_EXTRA_CA_CERTS names the file of a certificate authority of your own.
'use strict'

const http = require('node:http')
const https = require('node:https')
const { syncBuiltinESMExports } = require('node:module')
const { urlToHttpOptions } = require('node:url')

const PREFIX = 'ORDERCLOUD_HOSTS_'
const HOSTS = {
  ORDERCLOUD_HOSTS_PORTAL: 'portal.ordercloud.io',
  ORDERCLOUD_HOSTS_API: 'api.ordercloud.io',
}
// How both addresses end where people copy them: the tools add it themselves.
const ADDED_BY_TOOLS = /(?:\/api)?\/v1$/
// What belongs to the connection with the original host.
const OF_THE_CONNECTION = ['host', 'agent', '_defaultAgent', 'defaultPort', 'servername', 'socketPath', 'lookup']
const MODULES = { 'http:': http, 'https:': https }
const ORIGINAL_REQUESTS = { 'http:': http.request, 'https:': https.request }

class SettingError extends Error {}

/** Return the address in the setting `name` as a URL, without what the tools add. Throws SettingError. */
function target(name, value) {
  let url
  try {
    url = new URL(value)
  } catch {
    throw new SettingError(`${name} is not an address: ${value}. Write it like https://portal.example.com.`)
  }
  if (!(url.protocol in MODULES)) throw new SettingError(`${name} must begin with https:// or http://.`)
  if (url.username || url.password) throw new SettingError(`${name} must not contain a username or password.`)
  if (url.search || url.hash) throw new SettingError(`${name} must end with its path: remove ${url.search}${url.hash}.`)
  url.pathname = url.pathname.replace(/\/+$/, '').replace(ADDED_BY_TOOLS, '')
  if (Object.values(HOSTS).includes(url.hostname)) throw new SettingError(`${name} must be an address of your own.`)
  return url
}

/** Return the targets of the settings in `environment`, by the host that each replaces. Throws SettingError. */
function targets(environment) {
  // Windows ignores the case of names.
  const names = Object.keys(environment).filter(name => name.toUpperCase().startsWith(PREFIX))
  const unknown = names.filter(name => !(name.toUpperCase() in HOSTS)).join(', ')
  if (unknown) throw new SettingError(`${unknown} is not a setting. The settings are ${Object.keys(HOSTS).join(' and ')}.`)
  if (!environment.ORDERCLOUD_HOSTS_PORTAL) {
    throw new SettingError('Set ORDERCLOUD_HOSTS_PORTAL to the address of your portal.')
  }
  const set = Object.entries(HOSTS).filter(([name]) => environment[name])
  return new Map(set.map(([name, host]) => [host, target(name, environment[name])]))
}

/** Return a copy of `object` without the members whose names `excludes` says yes to. */
function without(excludes, object) {
  return Object.fromEntries(Object.entries(object ?? {}).filter(([name]) => !excludes(name)))
}

/** Return the arguments of `http.request` as one object of options and a callback. */
function normalized([input, options, callback]) {
  if (typeof input === 'string') input = urlToHttpOptions(new URL(input))
  else if (input instanceof URL) input = urlToHttpOptions(input)
  else return [{ ...input }, options ?? callback]
  return typeof options === 'function' ? [input, options] : [{ ...input, ...options }, callback]
}

/** Return a replacement of `original`, a `request` function of Node.js, for the hosts in `mapping`. */
function requestTo(mapping, original) {
  return function request(...input) {
    const [options, callback] = normalized(input)
    const host = String(options.hostname || options.host || '').replace(/:\d+$/, '').toLowerCase()
    const url = mapping.get(host)
    if (!url) return original.apply(this, input)
    const { protocol, hostname, port } = urlToHttpOptions(url)
    const redirected = {
      ...without(name => OF_THE_CONNECTION.includes(name), options),
      protocol,
      hostname,
      port,
      path: (url.pathname === '/' ? '' : url.pathname) + (options.path || '/'),
      headers: without(name => name.toLowerCase() === 'host', options.headers),
    }
    return ORIGINAL_REQUESTS[protocol](redirected, callback)
  }
}

/** Return a replacement of the global `fetch` for the hosts in `mapping`. */
function fetchTo(mapping, original) {
  return async function fetch(input, init) {
    const request = input instanceof Request ? input : null
    const asked = new URL(request ? request.url : input)
    const url = mapping.get(asked.hostname)
    if (!url) return original(input, init)
    const address = url.href.replace(/\/$/, '') + asked.pathname + asked.search
    if (!request) return original(address, init)
    const { method, headers, redirect, signal } = request
    // As a whole, because a copied stream would have no Content-Length.
    const body = request.body ? await request.arrayBuffer() : undefined
    return original(new Request(address, { method, headers, redirect, signal, body }), init)
  }
}

function redirect(mapping) {
  for (const [protocol, module] of Object.entries(MODULES)) {
    module.request = requestTo(mapping, ORIGINAL_REQUESTS[protocol])
    module.get = function get(...input) {
      const request = module.request(...input)
      request.end()
      return request
    }
  }
  if (globalThis.fetch) globalThis.fetch = fetchTo(mapping, globalThis.fetch)
  syncBuiltinESMExports()
  // Through a proxy, the name of the host would reach the proxy, and a password the vendor.
  const direct = [...mapping.keys(), ...[process.env.no_proxy || process.env.NO_PROXY].filter(Boolean)].join(',')
  process.env.no_proxy = direct
  process.env.NO_PROXY = direct
}

try {
  redirect(targets(process.env))
} catch (error) {
  if (!(error instanceof SettingError)) throw error
  process.stderr.write(`ordercloud-hosts: ${error.message}\n`)
  process.exit(1)
}
