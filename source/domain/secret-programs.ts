/** Short options that carry a secret in programs that people start with one on the command line. */
type ProgramOptions = {
	/** `-p`: the secret follows in the same argument (`-pX`). */
	readonly attached?: readonly string[];
	/** `-a`: the secret is the next argument. */
	readonly separate?: readonly string[];
	/** The secret is what follows this separator in the value: `user:secret`. */
	readonly after?: string;
	/** `change_password: 2`: the secret is the second word after that one. */
	readonly following?: Readonly<Record<string, number>>;
	/** What group 1 of a word leaves over is the secret: `scott/tiger@db`. */
	readonly within?: RegExp;
};

const mysql: ProgramOptions = { attached: ['-p'] };
const mongo: ProgramOptions = { separate: ['-p'] };
const snmp: ProgramOptions = { separate: ['-c', '-A', '-X'], attached: ['-c', '-A', '-X'] };
const ldap: ProgramOptions = { separate: ['-w'], attached: ['-w'] };
const samba: ProgramOptions = { separate: ['-U', '--user'], attached: ['-U', '--user='], after: '%' };
const zip: ProgramOptions = { separate: ['-P'], attached: ['-P'] };
const sevenZip: ProgramOptions = { attached: ['-p'] };
const mosquitto: ProgramOptions = { separate: ['-P'] };
const password: ProgramOptions = { separate: ['-p'] };
const account: ProgramOptions = { separate: ['-p', '--password'] };
const newSecret: ProgramOptions = { separate: ['-s', '-w'], attached: ['-w'] };
const login: ProgramOptions = {
	separate: ['-a', '--auth', '-auth', '--user'],
	attached: ['-a', '--auth=', '--user='],
	after: ':',
};
const oracle: ProgramOptions = { within: /^([^/\s]+\/)[^@\s/]+(?=$|@)/ };

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
	openssl: {
		separate: ['-k', '-K', '-pass', '-passin', '-passout'],
		following: { passwd: 1, '-1': 1, '-5': 1, '-6': 1, '-apr1': 1 },
	},
	docker: password,
	podman: password,
	oc: password,
	az: password,
	twine: password,
	rdesktop: password,
	ncftpput: password,
	ncftpget: password,
	hydra: password,
	doveadm: password,
	crackmapexec: password,
	useradd: account,
	usermod: account,
	keytool: { separate: ['-storepass', '-keypass', '-new'] },
	jarsigner: { separate: ['-storepass', '-keypass'] },
	gh: { separate: ['--with-token'] },
	consul: { separate: ['-encrypt'], attached: ['-encrypt='] },
	ccencrypt: { separate: ['-K'] },
	ccrypt: { separate: ['-K'] },
	swaks: { separate: ['-ap'] },
	sendemail: { separate: ['-xp'] },
	ldappasswd: { separate: ['-s', '-a', '-w'], attached: ['-w'] },
	slappasswd: newSecret,
	lftp: { separate: ['-u', '--user'], attached: ['-u', '--user='], after: ',' },
	winexe: samba,
	wmic: samba,
	etcdctl: login,
	'jenkins-cli': login,
	http: login,
	https: login,
	sqlplus: oracle,
	impdp: oracle,
	expdp: oracle,
	rabbitmqctl: { following: { add_user: 2, change_password: 2, authenticate_user: 2 } },
	vault: { following: { login: 1 } },
	ngrok: { following: { authtoken: 1, 'add-authtoken': 1 } },
	nmcli: { following: { password: 1, 'wifi-sec.psk': 1, '802-11-wireless-security.psk': 1 } },
	iwconfig: { following: { key: 1, enc: 1 } },
	wpa_passphrase: { following: { wpa_passphrase: 2 } },
	aws: { following: { aws_secret_access_key: 1, aws_session_token: 1 } },
	mc: { following: { set: 4 } },
	htpasswd: {
		following: { '-b': 3, '-bc': 3, '-cb': 3, '-bB': 3, '-Bb': 3, '-cbB': 3, '-nb': 2, '-bn': 2, '-nbB': 2 },
	},
};

/** `docker -p` publishes a port unless it logs in. */
const onlyWith: Readonly<Record<string, string>> = {
	docker: 'login',
	podman: 'login',
	oc: 'login',
	az: 'login',
	doveadm: 'pw',
	mc: 'alias',
};
/** Programs that start another one named in their arguments, and words of the shell before a command. */
const wrappers = new Set([
	...['exec', 'command', 'if', 'then', 'else', 'while', 'until', 'do', '!', '{', ':'],
	...['ssh', 'xargs', 'chroot', 'runuser', 'flock', 'strace', 'chpst', 'systemd-run', 'nsenter', 'unshare'],
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
	/** Indexes of arguments that are secrets by their place. */
	readonly places: ReadonlySet<number>;
	/** The value of `option` with its secret part replaced. */
	partOf(option: string, value: string, mask: string): string;
	/** The argument with a secret in it replaced, or as it was. */
	maskAttached(arg: string, mask: string): string;
};

const hidingByPlace = Object.entries(programs)
	.filter(([, { following, within }]) => following !== undefined || within !== undefined)
	.map(([name]) => name);
const endsInOne = new RegExp(`(?:^|/)(?:${hidingByPlace.join('|')})$`);

/** Whether these arguments may hold a secret that looks like any other word. Asked of every process: cheap, and not exact. */
export function mayHideByPlace([first = '', second = '', third = '']: readonly string[]): boolean {
	return endsInOne.test(first) || endsInOne.test(second) || endsInOne.test(third);
}

/** What is known of the program that these arguments start, looking through sudo, env and the like. */
export function secretOptionsOf(args: readonly string[]): SecretOptions {
	const options = findProgram(args);
	return {
		places: placesOf(args, options),
		takesSecret: (option) => options.separate?.includes(option) ?? false,
		partOf: (option, value, mask) => (options.separate?.includes(option) ? hide(value, options.after, mask) : mask),
		maskAttached(arg, mask) {
			const inside = options.within === undefined ? arg : arg.replace(options.within, `$1${mask}`);
			if (inside !== arg) return inside;
			const prefix = options.attached?.find((one) => arg.startsWith(one) && arg.length > one.length);
			return prefix === undefined ? arg : `${prefix}${hide(arg.slice(prefix.length), options.after, mask)}`;
		},
	};
}

function placesOf(args: readonly string[], { following = {} }: ProgramOptions): ReadonlySet<number> {
	const places = args.flatMap((arg, index) => {
		const word = index === 0 ? nameOf(arg) : arg;
		const distance = Object.hasOwn(following, word) ? (following[word] ?? 0) : 0;
		const place = index + distance;
		return distance > 0 && place < args.length && !/^--?[a-z]|^-\d$/i.test(args[place] ?? '') ? [place] : [];
	});
	return new Set(places);
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
