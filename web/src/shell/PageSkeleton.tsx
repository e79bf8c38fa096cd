import { SkeletonLines, SkeletonTable } from '../ui/States.tsx'

/** Where a screen will be. */
export function PageSkeleton() {
  return (
    <div style={{ padding: 20, display: 'grid', gap: 20 }}>
      <div style={{ maxWidth: 320 }}>
        <SkeletonLines rows={2} />
      </div>
      <SkeletonTable />
    </div>
  )
}
