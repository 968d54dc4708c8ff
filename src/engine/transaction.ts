export type Transaction = { readonly placeholder: never }
