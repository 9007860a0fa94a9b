import { createHash } from 'node:crypto';

/** The hash before the first event. */
export const genesisHash = '0'.repeat(64);

/** SHA-256 over the sequence number, the hash before and the stored bytes, as 64 hex digits. */
export function hashEvent(seq: number, previousHash: string, body: Uint8Array): string {
	return createHash('sha256').update(`${seq}\n${previousHash}\n`).update(body).digest('hex');
}
