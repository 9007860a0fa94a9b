/** Short options that carry a secret in programs that people start with one on the command line. */
type ProgramOptions = {
	/** `-p`: the secret follows in the same argument (`-pX`). */
	readonly attached?: readonly string[];
	/** `-a`: the secret is the next argument. */
	readonly separate?: readonly string[];
	/** The secret is what follows this separator in the value: `user:secret`. */
	readonly after?: string;
};

const mysql: ProgramOptions = { attached: ['-p'] };
const mongo: ProgramOptions = { separate: ['-p'] };
const snmp: ProgramOptions = { separate: ['-c', '-A', '-X'], attached: ['-c', '-A', '-X'] };
const ldap: ProgramOptions = { separate: ['-w'], attached: ['-w'] };
const samba: ProgramOptions = { separate: ['-U', '--user'], attached: ['-U', '--user='], after: '%' };
const zip: ProgramOptions = { separate: ['-P'], attached: ['-P'] };
const sevenZip: ProgramOptions = { attached: ['-p'] };
const mosquitto: ProgramOptions = { separate: ['-P'] };

const programs: Readonly<Record<string, ProgramOptions>> = {
	mysql,
	mysqladmin: mysql,
	mysqlbinlog: mysql,
	mysqlcheck: mysql,
	mysqldump: mysql,
	mysqlimport: mysql,
	mysqlpump: mysql,
	mysqlshow: mysql,
	mysqlslap: mysql,
	mariadb: mysql,
	'mariadb-admin': mysql,
	'mariadb-dump': mysql,
	'mariadb-backup': mysql,
	mycli: mysql,
	xtrabackup: mysql,
	mongo,
	mongosh: mongo,
	mongodump: mongo,
	mongorestore: mongo,
	cqlsh: mongo,
	sshpass: { attached: ['-p'], separate: ['-p'] },
	'redis-cli': { separate: ['-a'], attached: ['--pass='] },
	curl: {
		separate: ['-u', '--user', '-U', '--proxy-user'],
		attached: ['-u', '-U', '--user=', '--proxy-user='],
		after: ':',
	},
	ldapsearch: ldap,
	ldapadd: ldap,
	ldapmodify: ldap,
	ldapdelete: ldap,
	ldapwhoami: ldap,
	smbclient: samba,
	rpcclient: samba,
	snmpwalk: snmp,
	snmpget: snmp,
	snmpbulkwalk: snmp,
	ipmitool: { separate: ['-P'], attached: ['-P'] },
	sqlcmd: { separate: ['-P'], attached: ['-P'] },
	mosquitto_pub: mosquitto,
	mosquitto_sub: mosquitto,
	zip,
	unzip: zip,
	'7z': sevenZip,
	'7za': sevenZip,
	rar: sevenZip,
	unrar: sevenZip,
	xfreerdp: { attached: ['/p:'] },
	openssl: { separate: ['-k', '-K', '-pass', '-passin', '-passout'] },
	docker: { separate: ['-p'] },
	podman: { separate: ['-p'] },
};

/** `docker -p` publishes a port unless it logs in. */
const onlyWith: Readonly<Record<string, string>> = { docker: 'login', podman: 'login' };
/** Programs that start another one named in their arguments. */
const wrappers = new Set([
	'sudo',
	'doas',
	'env',
	'nice',
	'ionice',
	'nohup',
	'timeout',
	'setsid',
	'watch',
	'stdbuf',
	'time',
]);
/** Options of wrappers that take a value, so that the value is not taken for the program. */
const maxWrapperWords = 12;

const none: ProgramOptions = {};

export type SecretOptions = {
	/** Whether the argument after this one is a secret. */
	takesSecret(option: string): boolean;
	/** The value of `option` with its secret part replaced. */
	partOf(option: string, value: string, mask: string): string;
	/** The argument with a secret in it replaced, or as it was. */
	maskAttached(arg: string, mask: string): string;
};

/** What is known of the program that these arguments start, looking through sudo, env and the like. */
export function secretOptionsOf(args: readonly string[]): SecretOptions {
	const options = findProgram(args);
	return {
		takesSecret: (option) => options.separate?.includes(option) ?? false,
		partOf: (option, value, mask) => (options.separate?.includes(option) ? hide(value, options.after, mask) : mask),
		maskAttached(arg, mask) {
			const prefix = options.attached?.find((one) => arg.startsWith(one) && arg.length > one.length);
			return prefix === undefined ? arg : `${prefix}${hide(arg.slice(prefix.length), options.after, mask)}`;
		},
	};
}

function findProgram(args: readonly string[]): ProgramOptions {
	let name = nameOf(args[0]);
	if (wrappers.has(name)) {
		name =
			args
				.slice(1, maxWrapperWords)
				.map(nameOf)
				.find((word) => Object.hasOwn(programs, word)) ?? name;
	}

	const condition = Object.hasOwn(onlyWith, name) ? onlyWith[name] : undefined;
	const applies = Object.hasOwn(programs, name) && (condition === undefined || args.includes(condition));
	return (applies ? programs[name] : undefined) ?? none;
}

function nameOf(word: string | undefined): string {
	return (word ?? '')
		.replace(/^["']|["']$/g, '')
		.replace(/^.*\//, '')
		.replace(/^-/, '');
}

function hide(value: string, after: string | undefined, mask: string): string {
	const position = after === undefined ? 0 : value.indexOf(after) + 1;
	return after !== undefined && position === 0 ? value : `${value.slice(0, position)}${mask}`;
}
