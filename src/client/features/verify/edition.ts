/** The page as one file, opened from disk: no service, no network, nothing to fetch. */
export const IS_STANDALONE = import.meta.env.MODE === 'standalone'
export const CAN_FETCH = !IS_STANDALONE
