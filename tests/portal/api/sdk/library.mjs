// OrderCloud's Portal client as it comes from npm, called by lines of JSON: node library.mjs BASE_URL
// The first line of the output lists its methods. Then each line of the input is a call, and each further
// line of the output its result or its error. `token` replaces the library's access token when it is given.
import { createInterface } from 'node:readline'
import * as module from '@ordercloud/portal-javascript-sdk'

const sdk = module.default ?? module
sdk.Configuration.Set({ baseApiUrl: process.argv[2] })

const isPublic = name => name !== 'constructor' && !name.startsWith('_')
const methodsOf = resource => Object.getOwnPropertyNames(Object.getPrototypeOf(resource)).filter(isPublic)
const say = value => console.log(JSON.stringify(value))

say(Object.entries(sdk).flatMap(([name, resource]) => methodsOf(resource).map(method => `${name}.${method}`)))

for await (const line of createInterface({ input: process.stdin })) {
  const { method, values, token } = JSON.parse(line)
  const [resource, name] = method.split('.')
  try {
    if (token === '') sdk.Tokens.RemoveAccessToken()
    else if (token) sdk.Tokens.SetAccessToken(token)
    say({ result: (await sdk[resource][name](...values)) ?? null })
  } catch (error) {
    const { isPortalError = false, message, status, errorCode } = error
    say({ error: { isPortalError, message, status, errorCode } })
  }
}
