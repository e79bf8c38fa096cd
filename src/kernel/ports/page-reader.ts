/** Why a file can't be shown. */
export type FileFault = 'encrypted' | 'broken' | 'too-many-pages' | 'too-slow'

export interface Fault {
  fault: FileFault
}

/** A page's size in PDF units and how many characters of text it holds. */
export interface PageSize {
  width: number
  height: number
  chars: number
}

/** A part of a page, PDF units from its upper left corner. */
export interface PagePart {
  page: number
  x0: number
  y0: number
  x1: number
  y1: number
  title: string
  key: string
  source: 'outline' | 'heading' | 'page' | 'drawn'
}

export interface FileContent {
  pages: PageSize[]
  outline: { title: string; page: number; y: number; depth: number }[]
  sections: PagePart[]
}

/** Looks into PDF files and draws pages. Files are hostile: every call has limits of time, memory and pages. */
export interface PageReader {
  /** Whether a PDF opens without a password, and how many pages it has. */
  check(path: string): Promise<{ pages: number } | Fault>
  /** Sizes, outline and sections of a PDF. */
  read(path: string): Promise<FileContent | Fault>
  /** A page of a PDF (from 1), or a picture (`page` left out), as JPEG `width` pixels wide. */
  draw(path: string, width: number, page?: number): Promise<Uint8Array | Fault>
  close(): Promise<void>
}
