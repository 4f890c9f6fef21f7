/** Object identifiers, named as their standards name them. Arcs under 2.25 are UUIDs (X.667) made for this project. */

// Ours
/** Private signed attribute: the statement as canonical JSON (UTF8String). */
export const OID_STATEMENT = '2.25.122684041583708722862434298180313922449'
/** Certificate policy: control of the mailbox was shown, nothing else. */
export const OID_POLICY_MAIL_PROVEN = '2.25.133634529240593106843743299198073996194'
/** Certificate policy: besides the mailbox, the service's operator has checked that its holder acts for the organisation named in the subject. */
export const OID_POLICY_ORGANISATION_ATTESTED = '2.25.114040250051174858483529224378625224769'
/** The same, shown by an OpenID provider that the service asks. */
export const OID_POLICY_ORGANISATION_OIDC = '2.25.70125913463311101378760277493138136070'
/** The same, shown by an electronic identity (eID). */
export const OID_POLICY_ORGANISATION_EID = '2.25.213264811146469342605093608359889260482'
/** Certificate policy: issued where anybody can read anybody's mail (demo workspace); says nothing about a person. */
export const OID_POLICY_DEMO_IDENTITY = '2.25.236378504642216432806248940309447148060'
/** Timestamp policy: this service's clock, one second accuracy. */
export const OID_POLICY_TIMESTAMP = '2.25.274125353853463351745077982799755249289'
/** Private unsigned attribute: proof that the certificate's issuing stands in the log. */
export const OID_CERTIFICATE_LOG_PROOF = '2.25.139115628412908762553497101981019923802'

// X.520 attribute types
export const OID_COMMON_NAME = '2.5.4.3'
export const OID_COUNTRY_NAME = '2.5.4.6'
export const OID_ORGANIZATION_NAME = '2.5.4.10'
export const OID_ORGANIZATION_IDENTIFIER = '2.5.4.97'
export const OID_EMAIL_ADDRESS = '1.2.840.113549.1.9.1'

// Certificate and CRL extensions (RFC 5280, 6960, 9608; EN 319 412-1)
export const OID_SUBJECT_KEY_IDENTIFIER = '2.5.29.14'
export const OID_KEY_USAGE = '2.5.29.15'
export const OID_SUBJECT_ALT_NAME = '2.5.29.17'
export const OID_BASIC_CONSTRAINTS = '2.5.29.19'
export const OID_CRL_NUMBER = '2.5.29.20'
export const OID_CRL_REASON = '2.5.29.21'
export const OID_INVALIDITY_DATE = '2.5.29.24'
export const OID_DELTA_CRL_INDICATOR = '2.5.29.27'
export const OID_ISSUING_DISTRIBUTION_POINT = '2.5.29.28'
export const OID_CERTIFICATE_ISSUER = '2.5.29.29'
export const OID_NAME_CONSTRAINTS = '2.5.29.30'
export const OID_CRL_DISTRIBUTION_POINTS = '2.5.29.31'
export const OID_CERTIFICATE_POLICIES = '2.5.29.32'
export const OID_ANY_POLICY = '2.5.29.32.0'
export const OID_POLICY_MAPPINGS = '2.5.29.33'
export const OID_AUTHORITY_KEY_IDENTIFIER = '2.5.29.35'
export const OID_POLICY_CONSTRAINTS = '2.5.29.36'
export const OID_FRESHEST_CRL = '2.5.29.46'
export const OID_ISSUER_ALT_NAME = '2.5.29.18'
export const OID_EXPIRED_CERTS_ON_CRL = '2.5.29.60'
export const OID_EXTENDED_KEY_USAGE = '2.5.29.37'
export const OID_INHIBIT_ANY_POLICY = '2.5.29.54'
export const OID_NO_REV_AVAIL = '2.5.29.56'
export const OID_AUTHORITY_INFO_ACCESS = '1.3.6.1.5.5.7.1.1'
export const OID_QC_STATEMENTS = '1.3.6.1.5.5.7.1.3'
export const OID_OCSP_NOCHECK = '1.3.6.1.5.5.7.48.1.5'
export const OID_VALASSURED_ST_CERTS = '0.4.0.194121.2.1'

// Access methods
export const OID_ACCESS_OCSP = '1.3.6.1.5.5.7.48.1'
export const OID_ACCESS_CA_ISSUERS = '1.3.6.1.5.5.7.48.2'

// Extended key usages
export const OID_EKU_ANY = '2.5.29.37.0'
export const OID_EKU_CLIENT_AUTH = '1.3.6.1.5.5.7.3.2'
export const OID_EKU_EMAIL_PROTECTION = '1.3.6.1.5.5.7.3.4'
export const OID_EKU_CODE_SIGNING = '1.3.6.1.5.5.7.3.3'
export const OID_EKU_TIME_STAMPING = '1.3.6.1.5.5.7.3.8'
export const OID_EKU_OCSP_SIGNING = '1.3.6.1.5.5.7.3.9'
export const OID_EKU_DOCUMENT_SIGNING = '1.3.6.1.5.5.7.3.36'

// Keys and algorithms
export const OID_EC_PUBLIC_KEY = '1.2.840.10045.2.1'
export const OID_CURVE_P256 = '1.2.840.10045.3.1.7'
export const OID_CURVE_P384 = '1.3.132.0.34'
export const OID_CURVE_P521 = '1.3.132.0.35'
export const OID_RSA_ENCRYPTION = '1.2.840.113549.1.1.1'
export const OID_MGF1 = '1.2.840.113549.1.1.8'
export const OID_RSASSA_PSS = '1.2.840.113549.1.1.10'
export const OID_ED25519 = '1.3.101.112'
export const OID_ED448 = '1.3.101.113'
export const OID_DSA = '1.2.840.10040.4.1'
export const OID_SHAKE256_LENGTH = '2.16.840.1.101.3.4.2.18'
export const OID_SHA1 = '1.3.14.3.2.26'
export const OID_MD5 = '1.2.840.113549.2.5'
export const OID_SHA224 = '2.16.840.1.101.3.4.2.4'
export const OID_SHA256 = '2.16.840.1.101.3.4.2.1'
export const OID_SHA384 = '2.16.840.1.101.3.4.2.2'
export const OID_SHA512 = '2.16.840.1.101.3.4.2.3'

// PKCS#10, CMS, ESS, CAdES (RFC 2986, 5652, 5035, 6211; EN 319 122-1)
export const OID_EXTENSION_REQUEST = '1.2.840.113549.1.9.14'
export const OID_DATA = '1.2.840.113549.1.7.1'
export const OID_ENCRYPTED_DATA = '1.2.840.113549.1.7.6'
export const OID_SIGNED_DATA = '1.2.840.113549.1.7.2'
export const OID_CONTENT_TYPE = '1.2.840.113549.1.9.3'
export const OID_MESSAGE_DIGEST = '1.2.840.113549.1.9.4'
export const OID_SIGNING_TIME = '1.2.840.113549.1.9.5'
export const OID_CMS_ALGORITHM_PROTECTION = '1.2.840.113549.1.9.52'
export const OID_TST_INFO = '1.2.840.113549.1.9.16.1.4'
export const OID_SIGNING_CERTIFICATE = '1.2.840.113549.1.9.16.2.12'
export const OID_SIGNATURE_TIME_STAMP = '1.2.840.113549.1.9.16.2.14'
export const OID_COMMITMENT_TYPE = '1.2.840.113549.1.9.16.2.16'
export const OID_SIGNATURE_POLICY = '1.2.840.113549.1.9.16.2.15'
export const OID_COUNTERSIGNATURE = '1.2.840.113549.1.9.6'
export const OID_CONTENT_TIME_STAMP = '1.2.840.113549.1.9.16.2.20'
export const OID_CERTIFICATE_VALUES = '1.2.840.113549.1.9.16.2.23'
export const OID_REVOCATION_VALUES = '1.2.840.113549.1.9.16.2.24'
export const OID_ARCHIVE_TIME_STAMP_V3 = '0.4.0.1733.2.4'
/** Acrobat's signed attribute with CRLs and OCSP answers (ISO 32000-2 §12.8.3.3.2). */
export const OID_REVOCATION_INFO_ARCHIVAL = '1.2.840.113583.1.1.8'
/** OtherRevocationInfoFormat that holds an OCSPResponse (RFC 5940 §2.1). */
export const OID_RI_OCSP_RESPONSE = '1.3.6.1.5.5.7.16.2'
export const OID_SIGNING_CERTIFICATE_V2 = '1.2.840.113549.1.9.16.2.47'

// Password-based cryptography (RFC 8018, 9579)
export const OID_PBKDF2 = '1.2.840.113549.1.5.12'
export const OID_PBES2 = '1.2.840.113549.1.5.13'
export const OID_PBMAC1 = '1.2.840.113549.1.5.14'

// OCSP (RFC 6960)
export const OID_OCSP_BASIC = '1.3.6.1.5.5.7.48.1.1'
export const OID_OCSP_NONCE = '1.3.6.1.5.5.7.48.1.2'
export const OID_OCSP_ARCHIVE_CUTOFF = '1.3.6.1.5.5.7.48.1.6'
/** certHash (Common PKI; EN 319 411): the responder knows this very certificate. */
export const OID_OCSP_CERT_HASH = '1.3.36.8.3.13'
