/** Seals PDF files with the installation's own key (PAdES), and signs what goes with them. */
export interface PdfSealer {
  /** The certificate, PEM. */
  certificate(): Promise<string>
  /** @returns the file with a signature over all of it */
  seal(pdf: Uint8Array, why: { reason: string; at: Date }): Promise<Uint8Array>
  /** A signature over bytes (RSASSA-PKCS1-v1_5, SHA-256), Base64. */
  sign(bytes: Uint8Array): Promise<string>
}

/** Somebody who signs at a provider. */
export interface EnvelopeSigner {
  name: string
  email: string
}

/** What a provider tells of an envelope. */
export type EnvelopeEvent =
  | { envelope: string; kind: 'signed'; signer: string; at: number }
  | { envelope: string; kind: 'declined'; reason: string; at: number }

/** An outside signing service, such as 法大大 or e签宝, behind their common shape. */
export interface SigningProvider {
  /** As it is shown to people. */
  name: string
  /**
   * Hands a file over for signing. Asked again with the same `key`, it answers the same envelope.
   * @returns the provider's id of the envelope
   * @throws when the provider refuses or can't be reached
   */
  create(envelope: {
    key: string
    title: string
    file: Uint8Array
    signer: EnvelopeSigner
    expiresAt: number
  }): Promise<string>
  /** The address where the signer signs. */
  signingUrl(envelope: string): Promise<string>
  /** Ends an envelope that isn't signed yet; one that has ended already is fine. */
  cancel(envelope: string, reason: string): Promise<void>
  /** Reads a callback's JSON. @returns undefined if its signature or time isn't right */
  read(headers: Readonly<Record<string, string | undefined>>, body: unknown): EnvelopeEvent | undefined
  /** The signed file. */
  download(envelope: string): Promise<Uint8Array>
}
