import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify<Uint8Array, Uint8Array, number, ScryptOptions, Buffer>(scrypt);

type Cost = { readonly logN: number; readonly r: number; readonly p: number };
type Entry = Cost & { readonly salt: Buffer; readonly hash: Buffer };

/** 64 MiB and about half a second of one core for each try. */
const cost: Cost = { logN: 16, r: 8, p: 2 };
const hashBytes = 32;
const saltBytes = 16;
/** An entry that asks for more memory than this is refused rather than tried. */
const maxMemoryBytes = 1024 * 1024 * 1024;

const shape = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{16,88})\$([A-Za-z0-9+/]{32,88})$/;

/**
 * The parts of a stored passphrase, `$scrypt$ln=16,r=8,p=2$SALT$HASH` (PHC string format, base64 without padding); null where
 * it is none, or too costly to be tried. The cost stands in the entry, so that it can grow and old entries still count.
 */
export function parsePassphraseEntry(text: string): Entry | null {
	const match = shape.exec(text);
	if (match === null) return null;
	const [, logN, r, p, salt = '', hash = ''] = match;
	const entry = { logN: Number(logN), r: Number(r), p: Number(p) };
	const isUsable = entry.logN >= 10 && entry.logN <= 24 && entry.r >= 1 && entry.p >= 1;
	if (!isUsable || memoryOf(entry) > maxMemoryBytes) return null;
	return { ...entry, salt: Buffer.from(salt, 'base64'), hash: Buffer.from(hash, 'base64') };
}

function memoryOf({ logN, r, p }: Cost): number {
	return 128 * 2 ** logN * r + 128 * r * p;
}

function optionsOf(each: Cost): ScryptOptions {
	return { N: 2 ** each.logN, r: each.r, p: each.p, maxmem: memoryOf(each) + 1024 * 1024 };
}

function unpadded(bytes: Buffer): string {
	return bytes.toString('base64').replaceAll('=', '');
}

/** A new entry for a passphrase, with a salt of its own. */
export async function makePassphraseEntry(passphrase: Uint8Array): Promise<string> {
	const salt = randomBytes(saltBytes);
	const hash = await derive(passphrase, salt, hashBytes, optionsOf(cost));
	return `$scrypt$ln=${cost.logN},r=${cost.r},p=${cost.p}$${unpadded(salt)}$${unpadded(hash)}`;
}

/** What is compared against where there is no such name: it takes as long, and nothing fits it. */
const nobody = `$scrypt$ln=${cost.logN},r=${cost.r},p=${cost.p}$${'A'.repeat(22)}$${'A'.repeat(43)}`;

/** Whether a passphrase is the one of an entry. Null, for a name that is not listed, takes as long and is never right. */
export async function isPassphrase(entry: string | null, passphrase: Uint8Array): Promise<boolean> {
	const stored = parsePassphraseEntry(entry ?? nobody);
	if (stored === null) return false;
	const hash = await derive(passphrase, stored.salt, stored.hash.length, optionsOf(stored));
	return timingSafeEqual(hash, stored.hash) && entry !== null;
}
