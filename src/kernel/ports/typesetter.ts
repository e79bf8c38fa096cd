/** Makes files of Typst sources. */
export interface Typesetter {
  /**
   * @param source a trusted template: it is code
   * @param data what the template reads as `json(bytes(sys.inputs.data))`; texts in it are text, never markup
   * @returns the PDF file
   */
  pdf(source: string, data?: unknown): Promise<Uint8Array>
  /** The same as one SVG picture, all pages below each other. */
  svg(source: string, data?: unknown): Promise<string>
}
