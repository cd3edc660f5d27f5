/** 页面地址 — one route a page, each loaded when first opened. The ceremony stands outside the shell: it fills the projector. */
import { createRootRoute, createRoute, createRouter, Link, lazyRouteComponent, Outlet } from '@tanstack/react-router'
import { Shell } from './shell.tsx'

const root = createRootRoute({
  component: Outlet,
  notFoundComponent: () => (
    <main className="alone">
      <h1>没有这个页面</h1>
      <p>
        <Link to="/">回到工作台</Link>
      </p>
    </main>
  ),
})
const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: Shell })

const under = shell
const workbench = createRoute({
  getParentRoute: () => under,
  path: '/',
  component: lazyRouteComponent(() => import('./pages/workbench.tsx'), 'WorkbenchPage'),
})
const items = createRoute({
  getParentRoute: () => under,
  path: '/items',
  component: lazyRouteComponent(() => import('./pages/items.tsx'), 'ItemsPage'),
})
const subjects = createRoute({
  getParentRoute: () => under,
  path: '/subjects',
  component: lazyRouteComponent(() => import('./pages/subjects.tsx'), 'SubjectsPage'),
})
const importSubjects = createRoute({
  getParentRoute: () => under,
  path: '/subjects/import',
  component: lazyRouteComponent(() => import('./pages/import.tsx'), 'ImportSubjectsPage'),
})
const records = createRoute({
  getParentRoute: () => under,
  path: '/records',
  component: lazyRouteComponent(() => import('./pages/records.tsx'), 'RecordsPage'),
})
const importFacts = createRoute({
  getParentRoute: () => under,
  path: '/records/facts/import',
  component: lazyRouteComponent(() => import('./pages/import.tsx'), 'ImportFactsPage'),
})
const importLists = createRoute({
  getParentRoute: () => under,
  path: '/records/lists/import',
  component: lazyRouteComponent(() => import('./pages/import.tsx'), 'ImportListsPage'),
})
const importChecks = createRoute({
  getParentRoute: () => under,
  path: '/records/checks/import',
  component: lazyRouteComponent(() => import('./pages/import.tsx'), 'ImportChecksPage'),
})
const inspectors = createRoute({
  getParentRoute: () => under,
  path: '/inspectors',
  component: lazyRouteComponent(() => import('./pages/inspectors.tsx'), 'InspectorsPage'),
})
const importInspectors = createRoute({
  getParentRoute: () => under,
  path: '/inspectors/import',
  component: lazyRouteComponent(() => import('./pages/import.tsx'), 'ImportInspectorsPage'),
})
const scheme = createRoute({
  getParentRoute: () => under,
  path: '/scheme',
  component: lazyRouteComponent(() => import('./pages/scheme.tsx'), 'SchemePage'),
})
const schemeEdit = createRoute({
  getParentRoute: () => under,
  path: '/scheme/edit',
  component: lazyRouteComponent(() => import('./pages/scheme-edit.tsx'), 'SchemeEditPage'),
})
const plan = createRoute({
  getParentRoute: () => under,
  path: '/plan',
  component: lazyRouteComponent(() => import('./pages/plan.tsx'), 'PlanPage'),
})
const tasks = createRoute({
  getParentRoute: () => under,
  path: '/tasks',
  component: lazyRouteComponent(() => import('./pages/tasks.tsx'), 'TasksPage'),
})
const batches = createRoute({
  getParentRoute: () => under,
  path: '/batches',
  component: lazyRouteComponent(() => import('./pages/batches.tsx'), 'BatchesPage'),
})
const register = createRoute({
  getParentRoute: () => under,
  path: '/batches/register',
  component: lazyRouteComponent(() => import('./pages/register.tsx'), 'RegisterPage'),
})
const batch = createRoute({
  getParentRoute: () => under,
  path: '/batches/$code',
  component: lazyRouteComponent(() => import('./pages/batch.tsx'), 'BatchPage'),
})
const visits = createRoute({
  getParentRoute: () => under,
  path: '/visits',
  component: lazyRouteComponent(() => import('./pages/visits.tsx'), 'VisitsPage'),
})
const calendar = createRoute({
  getParentRoute: () => under,
  path: '/visits/calendar',
  component: lazyRouteComponent(() => import('./pages/calendar.tsx'), 'CalendarPage'),
})
const approvals = createRoute({
  getParentRoute: () => under,
  path: '/visits/approvals',
  component: lazyRouteComponent(() => import('./pages/approvals.tsx'), 'ApprovalsPage'),
})
const openVisit = createRoute({
  getParentRoute: () => under,
  path: '/visits/open',
  component: lazyRouteComponent(() => import('./pages/open-visit.tsx'), 'OpenVisitPage'),
})
const changes = createRoute({
  getParentRoute: () => under,
  path: '/changes',
  component: lazyRouteComponent(() => import('./pages/changes.tsx'), 'ChangesPage'),
})
const visit = createRoute({
  getParentRoute: () => under,
  path: '/visits/$id',
  component: lazyRouteComponent(() => import('./pages/visit.tsx'), 'VisitPage'),
})
const followUps = createRoute({
  getParentRoute: () => under,
  path: '/followups',
  component: lazyRouteComponent(() => import('./pages/followups.tsx'), 'FollowUpsPage'),
})
const followUp = createRoute({
  getParentRoute: () => under,
  path: '/followups/$id',
  component: lazyRouteComponent(() => import('./pages/followup.tsx'), 'FollowUpPage'),
})
const findings = createRoute({
  getParentRoute: () => under,
  path: '/findings',
  component: lazyRouteComponent(() => import('./pages/findings.tsx'), 'FindingsPage'),
})
const finding = createRoute({
  getParentRoute: () => under,
  path: '/findings/$id',
  component: lazyRouteComponent(() => import('./pages/finding.tsx'), 'FindingPage'),
})
const oversight = createRoute({
  getParentRoute: () => under,
  path: '/oversight',
  component: lazyRouteComponent(() => import('./pages/oversight.tsx'), 'OversightPage'),
})
const events = createRoute({
  getParentRoute: () => under,
  path: '/events',
  component: lazyRouteComponent(() => import('./pages/events.tsx'), 'EventsPage'),
})
const templates = createRoute({
  getParentRoute: () => under,
  path: '/templates',
  component: lazyRouteComponent(() => import('./pages/templates.tsx'), 'TemplatesPage'),
})
const settings = createRoute({
  getParentRoute: () => under,
  path: '/settings',
  component: lazyRouteComponent(() => import('./pages/settings.tsx'), 'SettingsPage'),
})
const units = createRoute({
  getParentRoute: () => under,
  path: '/settings/units',
  component: lazyRouteComponent(() => import('./pages/units.tsx'), 'UnitsPage'),
})
const contact = createRoute({
  getParentRoute: () => under,
  path: '/settings/contact',
  component: lazyRouteComponent(() => import('./pages/contact.tsx'), 'ContactPage'),
})
const myAccount = createRoute({
  getParentRoute: () => under,
  path: '/settings/me',
  component: lazyRouteComponent(() => import('./pages/my-account.tsx'), 'MyAccountPage'),
})
const backup = createRoute({
  getParentRoute: () => under,
  path: '/settings/backup',
  component: lazyRouteComponent(() => import('./pages/backup.tsx'), 'BackupPage'),
})
const ceremony = createRoute({
  getParentRoute: () => root,
  path: '/batches/$code/ceremony',
  component: lazyRouteComponent(() => import('./ceremony/ceremony-page.tsx'), 'CeremonyPage'),
})

export const router = createRouter({
  routeTree: root.addChildren([
    shell.addChildren([
      workbench,
      items,
      subjects,
      importSubjects,
      records,
      importFacts,
      importLists,
      importChecks,
      inspectors,
      importInspectors,
      scheme,
      schemeEdit,
      plan,
      tasks,
      batches,
      register,
      batch,
      visits,
      calendar,
      approvals,
      openVisit,
      visit,
      changes,
      followUps,
      followUp,
      findings,
      finding,
      oversight,
      events,
      templates,
      settings,
      units,
      contact,
      myAccount,
      backup,
    ]),
    ceremony,
  ]),
  basepath: '/office',
  defaultPreload: 'intent',
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
