/** Which screen stands at which address. Each is loaded when it is first opened. */
import { lazy, Suspense } from 'react'
import { SWRConfig } from 'swr'
import { Route, Switch } from 'wouter'
import { read } from './reading/client.js'
import { LiveProvider } from './reading/live.jsx'
import { SessionProvider } from './reading/session.jsx'
import { Loading } from './parts/states.jsx'
import { AnnounceProvider } from './parts/announce.jsx'
import { Shell } from './shell/shell.jsx'
import { Boundary } from './shell/boundary.jsx'

const Today = lazy(() => import('./screens/today.jsx'))
const Ask = lazy(() => import('./screens/ask.jsx'))
const Plan = lazy(() => import('./screens/plan.jsx'))
const Plans = lazy(() => import('./screens/plans.jsx'))
const Documents = lazy(() => import('./screens/documents.jsx'))
const Document = lazy(() => import('./screens/document.jsx'))
const Progress = lazy(() => import('./screens/progress.jsx'))
const You = lazy(() => import('./screens/you.jsx'))
const Settings = lazy(() => import('./screens/settings.jsx'))
const SignIn = lazy(() => import('./screens/signIn.jsx'))
const Operations = lazy(() => import('./screens/operations.jsx'))
const NotFound = lazy(() => import('./screens/notFound.jsx'))

/** What failed because the server was away is read again by itself; what it refused is not. */
const READING = {
  fetcher: read,
  keepPreviousData: true,
  shouldRetryOnError: (/** @type {any} */ error) => error.isOffline === true || error.status === 503,
  errorRetryInterval: 2_000,
}

export function App() {
  return (
    <SWRConfig value={READING}>
      <AnnounceProvider>
        <SessionProvider>
          <LiveProvider>
            <Shell>
              <Boundary>
                <Suspense fallback={<Loading what="the page" />}>
                  <Switch>
                    <Route path="/" component={Today} />
                    <Route path="/new" component={Ask} />
                    <Route path="/runs/:id" component={Ask} />
                    <Route path="/plans" component={Plans} />
                    <Route path="/plans/:id/:view?" component={Plan} />
                    <Route path="/documents" component={Documents} />
                    <Route path="/documents/:id" component={Document} />
                    <Route path="/progress" component={Progress} />
                    <Route path="/you" component={You} />
                    <Route path="/settings" component={Settings} />
                    <Route path="/sign-in" component={SignIn} />
                    <Route path="/sign-up" component={SignIn} />
                    <Route path="/operations" component={Operations} />
                    <Route component={NotFound} />
                  </Switch>
                </Suspense>
              </Boundary>
            </Shell>
          </LiveProvider>
        </SessionProvider>
      </AnnounceProvider>
    </SWRConfig>
  )
}
