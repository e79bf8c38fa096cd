import { z } from 'zod'
import { localText } from '#decision/intent/api.ts'
import { route } from '#kernel/route.ts'

export const galleryItem = z.object({
  id: z.string(),
  name: localText,
  /** Why it works, as an experienced seller would say it. */
  why: localText,
  /** Event types it can't do without: of each group at least one has to come in. */
  needs: z.array(z.array(z.string())),
  definition: z.record(z.string(), z.unknown()),
})
export type GalleryItem = z.infer<typeof galleryItem>

export const readGallery = route({
  method: 'GET',
  path: '/api/v1/strategies/gallery',
  summary: 'Proven strategies to start from',
  answer: z.array(galleryItem),
})
