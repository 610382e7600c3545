/** One IPv4 or IPv6 address in canonical text: no leading zeros, IPv6 compressed and lower-case (RFC 5952), no zone. */
export type Address = string & { readonly canonicalAddress: true };
/** A network in canonical text, always with its prefix length: `10.0.0.0/8`, `203.0.113.7/32`, `2001:db8::/32`. */
export type Cidr = string & { readonly canonicalCidr: true };
export type Family = 4 | 6;

export declare const parseAddress: (value: unknown) => Address | undefined;
export declare const parseCidr: (value: unknown) => Cidr | undefined;
