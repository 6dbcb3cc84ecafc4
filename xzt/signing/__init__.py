"""Keys, certificates, SM2 signatures, electronic seals."""
