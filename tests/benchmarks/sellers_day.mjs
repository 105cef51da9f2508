// A seller's day, by the client library as it comes from npm: node sellers_day.mjs BASE_URL SELLER_TOKEN
// Each step is said on a line of its own; the first that goes wrong ends the day with status 1.
import assert from 'node:assert/strict'
import * as OrderCloud from 'ordercloud-javascript-sdk'

const sdk = OrderCloud.default ?? OrderCloud
const [baseApiUrl, sellerToken] = process.argv.slice(2)
sdk.Configuration.Set({ baseApiUrl })
const seller = { accessToken: sellerToken }
const password = 'Correct-Horse-9'
const anybody = username => ({ Username: username, FirstName: username, LastName: 'Test', Email: `${username}@example.com`, Active: true, Password: password })

async function step(name, doing) {
  const result = await doing()
  console.log(name)
  return result
}

async function signIn(username, clientId) {
  const response = await sdk.Auth.Login(username, password, clientId, ['Shopper', 'MeAdmin'])
  return { accessToken: response.access_token }
}

await step('sets up a catalog, a buyer, users and prices', async () => {
  await sdk.Buyers.Create({ ID: 'acme', Name: 'Acme', Active: true }, seller)
  await sdk.PriceSchedules.Create({ ID: 'list', Name: 'List', PriceBreaks: [{ Quantity: 1, Price: 20 }, { Quantity: 10, Price: 15.5 }] }, seller)
  await sdk.Products.Create({ ID: 'fan', Name: 'Ceiling fan', Active: true, DefaultPriceScheduleID: 'list', xp: { Color: 'white' } }, seller)
  await sdk.Catalogs.SaveProductAssignment({ CatalogID: 'acme', ProductID: 'fan' }, seller)
  for (const name of ['sally', 'anton']) await sdk.Users.Create('acme', { ID: name, ...anybody(name) }, seller)
  await sdk.UserGroups.Create('acme', { ID: 'chiefs', Name: 'Chiefs' }, seller)
  await sdk.UserGroups.SaveUserAssignment('acme', { UserGroupID: 'chiefs', UserID: 'anton' }, seller)
  await sdk.SecurityProfiles.Create({ ID: 'shopping', Name: 'Shopping', Roles: ['Shopper', 'MeAdmin'] }, seller)
  await sdk.SecurityProfiles.SaveAssignment({ SecurityProfileID: 'shopping', BuyerID: 'acme' }, seller)
  await sdk.ApprovalRules.Create('acme', { ID: 'dear', ApprovingGroupID: 'chiefs', RuleExpression: 'order.Total > 100' }, seller)
})

const client = await step('makes an API client', () =>
  sdk.ApiClients.Create({ AppName: 'Shop', Active: true, AllowAnyBuyer: true, AccessTokenDuration: 60 }, seller))

await step('finds products by search, filter and order', async () => {
  const page = await sdk.Products.List({ search: 'ceil', sortBy: ['Name'], filters: { 'xp.Color': 'white', Active: true } }, seller)
  assert.deepEqual(page.Items.map(item => item.ID), ['fan'])
  assert.equal(page.Meta.TotalCount, 1)
})

await step('gets an error of the library that names what is missing', async () => {
  await assert.rejects(sdk.Products.Get('none', seller), error => {
    assert.equal(error.status, 404)
    assert.equal(error.errorCode, 'NotFound')
    return true
  })
})

const sally = await step('a shopper signs in', () => signIn('sally', client.ID))

const order = await step('orders twelve fans', async () => {
  const begun = await sdk.Orders.Create('Outgoing', {}, sally)
  const line = await sdk.LineItems.Create('Outgoing', begun.ID, { ProductID: 'fan', Quantity: 12 }, sally)
  assert.equal(line.UnitPrice, 15.5)
  const submitted = await sdk.Orders.Submit('Outgoing', begun.ID, sally)
  assert.equal(submitted.Status, 'AwaitingApproval')
  return submitted
})

await step('an approver approves', async () => {
  const anton = await signIn('anton', client.ID)
  const waiting = await sdk.Me.ListApprovableOrders({}, anton)
  assert.deepEqual(waiting.Items.map(item => item.ID), [order.ID])
  const approved = await sdk.Orders.Approve('Outgoing', order.ID, { Comments: 'Fine' }, anton)
  assert.equal(approved.Status, 'Open')
  assert.equal(approved.Total, 186)
})

await step('the seller ships', async () => {
  const shipped = await sdk.Orders.Ship('Incoming', order.ID, { Shipper: 'Post' }, seller)
  assert.equal(shipped.Status, 'Completed')
})

await step('the shopper sees the shipment', async () => {
  const shipments = await sdk.Me.ListShipments({}, sally)
  assert.equal(shipments.Meta.TotalCount, 1)
})
