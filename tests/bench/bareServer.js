/** What reading a stored plan costs at the least: Express and `pg`, one route, nobody asked who they are. */
import express from 'express'
import pg from 'pg'

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 })
const app = express()
app.get('/plans/:id', async (request, response) => {
  const { rows } = await pool.query('select plan from plans where run_id = $1', [request.params.id])
  response.json(rows[0].plan)
})
const server = app.listen(0, '127.0.0.1', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  console.log(`http://127.0.0.1:${port}`)
})
