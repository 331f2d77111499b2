"""Signers: PDF through pyHanko, XML through signxml and an own XAdES signer, CMS and time-stamps by hand."""
