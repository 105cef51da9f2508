// A shopper's day through the cart, and a month of a subscription, by the client library as it comes from npm:
// node shoppers_day.mjs ROOT_URL BASE_URL SELLER_TOKEN
// Each step is said on a line of its own; the first that goes wrong ends the day with status 1.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import * as OrderCloud from 'ordercloud-javascript-sdk'

const sdk = OrderCloud.default ?? OrderCloud
const [rootUrl, baseApiUrl, sellerToken] = process.argv.slice(2)
sdk.Configuration.Set({ baseApiUrl })
const seller = { accessToken: sellerToken }
const password = 'Correct-Horse-9'
const person = username => ({ ID: username, Username: username, FirstName: username, LastName: 'Test', Email: `${username}@example.com`, Active: true, Password: password })
const roles = ['Shopper', 'MeAdmin', 'MeSubscriptionAdmin']
const address = { Street1: '1 Main', City: 'Duluth', State: 'MN', Zip: '55802', Country: 'US' }

async function step(name, doing) {
  const result = await doing()
  console.log(name)
  return result
}

// The hosted application of the subscription integration: it submits the orders that a run made.
const application = createServer((request, response) => {
  const parts = []
  request.on('data', part => parts.push(part))
  request.on('end', async () => {
    const { OrderCloudAccessToken, OrderWorksheet } = JSON.parse(Buffer.concat(parts))
    if (request.url === '/success')
      await sdk.Orders.Submit('Incoming', OrderWorksheet.Order.ID, { accessToken: OrderCloudAccessToken })
    response.setHeader('Content-Type', 'application/json')
    response.end(JSON.stringify({ HttpStatusCode: 200, UnhandledErrorBody: null }))
  })
})
await new Promise(done => application.listen(0, '127.0.0.1', done))

const shop = await step('a seller sets up a shop with a bundle, a promotion and subscriptions', async () => {
  await sdk.Buyers.Create({ ID: 'acme', Name: 'Acme', Active: true }, seller)
  for (const name of ['guest', 'sally']) await sdk.Users.Create('acme', person(name), seller)
  await sdk.SecurityProfiles.Create({ ID: 'shopping', Name: 'Shopping', Roles: roles }, seller)
  await sdk.SecurityProfiles.SaveAssignment({ SecurityProfileID: 'shopping', BuyerID: 'acme' }, seller)
  for (const [id, price] of [['fan', 20], ['lamp', 5]]) {
    const breaks = [{ Quantity: 1, Price: price, SubscriptionPrice: price - 2, BundlePrice: price - 3 }]
    await sdk.PriceSchedules.Create({ ID: id, Name: id, PriceBreaks: breaks }, seller)
    await sdk.Products.Create({ ID: id, Name: id, Active: true, DefaultPriceScheduleID: id }, seller)
    await sdk.Catalogs.SaveProductAssignment({ CatalogID: 'acme', ProductID: id }, seller)
  }
  await sdk.Bundles.Create({ ID: 'kit', Name: 'Kit', Active: true }, seller)
  for (const id of ['fan', 'lamp'])
    await sdk.Bundles.SaveProductAssignment({ BundleID: 'kit', ProductID: id, Required: true, DefaultQuantity: 1 }, seller)
  await sdk.Bundles.SaveAssignment({ BundleID: 'kit', BuyerID: 'acme' }, seller)
  await sdk.Catalogs.SaveBundleAssignment({ CatalogID: 'acme', BundleID: 'kit' }, seller)
  await sdk.Promotions.Create({ ID: 'five', Code: 'FIVE', EligibleExpression: 'order.Subtotal >= 20', ValueExpression: '5', AutoApply: true, AllowAllBuyers: true, CanCombine: true }, seller)
  await sdk.AdminUsers.Create(person('runner'), seller)
  await sdk.SecurityProfiles.Create({ ID: 'running', Name: 'Running', Roles: ['OrderAdmin', 'SubscriptionAdmin'] }, seller)
  await sdk.SecurityProfiles.SaveAssignment({ SecurityProfileID: 'running', UserID: 'runner' }, seller)
  const client = { Active: true, AccessTokenDuration: 60, AllowAnyBuyer: true }
  const signed = await sdk.ApiClients.Create({ ...client, AppName: 'Shop' }, seller)
  const anonymous = await sdk.ApiClients.Create({ ...client, AppName: 'Visitors', IsAnonBuyer: true, DefaultContextUserName: 'guest' }, seller)
  const integration = await sdk.ApiClients.Create({ ...client, AppName: 'Runs', AllowSeller: true, DefaultContextUserName: 'runner' }, seller)
  const { port } = application.address()
  await sdk.SubscriptionIntegrations.Save({ ApiClientID: integration.ID, HashKey: 'key', Active: true, ElevatedRoles: ['OrderAdmin'], Url: `http://127.0.0.1:${port}` }, seller)
  return { signed: signed.ID, anonymous: anonymous.ID }
})

async function signIn() {
  const response = await sdk.Auth.Login('sally', password, shop.signed, roles)
  return { accessToken: response.access_token }
}

const visitor = await step('a visitor puts a fan into the cart', async () => {
  const token = await sdk.Auth.Anonymous(shop.anonymous, ['Shopper'])
  const anonymous = { accessToken: token.access_token }
  assert.equal((await sdk.Cart.Get(anonymous)).ID, null)
  await sdk.Cart.CreateLineItem({ ProductID: 'fan', Quantity: 1 }, anonymous)
  return anonymous
})

await step('the promotion applies by itself', async () => {
  const cart = await sdk.Cart.ApplyPromotions(visitor)
  assert.equal(cart.PromotionDiscount, 5)
})

let sally = await step('the visitor signs in and takes the cart over', async () => {
  const user = await signIn()
  await sdk.Me.TransferAnonUserOrder({ anonUserToken: visitor.accessToken }, user)
  assert.equal((await sdk.Cart.Get(user)).Subtotal, 20)
  return user
})

await step('adds a bundle as one line with parts', async () => {
  const line = await sdk.Cart.CreateBundleItem('kit', { LineItems: [] }, sally)
  assert.equal(line.IsBundle, true)
  const lines = (await sdk.Cart.ListLineItems({}, sally)).Items
  const parts = lines.filter(item => item.BundleItemID === line.ID)
  assert.deepEqual(parts.map(item => item.UnitPrice).sort((a, b) => a - b), [2, 17])
})

const subscription = await step('subscribes to a fan every month', async () => {
  const next = new Date(Date.now() + 30 * 86400_000).toISOString()
  const made = await sdk.Me.CreateSubscription({ Frequency: 1, Interval: 'Months', NextOrderDate: next, Active: true, Payment: { Type: 'PurchaseOrder' } }, sally)
  await sdk.Me.CreateSubscriptionItem(made.ID, { ProductID: 'fan', Quantity: 1 }, sally)
  return made
})

await step('submits the cart', async () => {
  await sdk.Cart.SetShippingAddress(address, sally)
  await sdk.Cart.RefreshPromotions(sally)
  const order = await sdk.Cart.Submit(sally)
  assert.deepEqual([order.Status, order.Subtotal, order.PromotionDiscount, order.Total], ['Open', 39, 5, 34])
  assert.equal((await sdk.Cart.Get(sally)).ID, null)
})

await step('a month later the subscription has made an order, which the application submitted', async () => {
  const moved = await fetch(`${rootUrl}/_emulator/clock`, { method: 'PUT', body: JSON.stringify({ Days: 31 }) })
  assert.equal(moved.status, 200)
  sally = await signIn()
  const orders = (await sdk.Me.ListOrders({}, sally)).Items
  const made = orders.filter(order => order.SubscriptionID === subscription.ID)
  assert.deepEqual(made.map(order => [order.Status, order.Total]), [['Open', 18]])
  const next = await sdk.Me.GetSubscription(subscription.ID, sally)
  assert.ok(new Date(next.NextOrderDate) > new Date(subscription.NextOrderDate))
})

application.close()
