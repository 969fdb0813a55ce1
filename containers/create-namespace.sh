#!/bin/sh
# The namespace of the workflows. Finished ones can be looked at for thirty days; the archive is in PostgreSQL.
set -eu
until temporal operator cluster health; do sleep 2; done
temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" >/dev/null 2>&1 ||
  temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention 720h
