#!/bin/sh
# A private bucket for exports, and a user who may use it and nothing else. It may run again.
set -eu
mc alias set store "${MINIO_URL:-http://minio:9000}" "$MINIO_ROOT_USER" "$MINIO_ROOT_PASSWORD" >/dev/null
mc mb --ignore-existing store/lake
mc anonymous set none store/lake
cat >/tmp/lake.json <<POLICY
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": ["s3:ListBucket", "s3:GetBucketLocation"], "Resource": ["arn:aws:s3:::lake"]},
    {"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"], "Resource": ["arn:aws:s3:::lake/*"]}
  ]
}
POLICY
mc admin policy create store lake /tmp/lake.json
mc admin user add store mlb-etl "$MINIO_ETL_PASSWORD" >/dev/null
# Attaching what is attached is an error; this image has no grep.
case "$(mc admin policy entities store --user mlb-etl)" in
*lake*) ;;
*) mc admin policy attach store lake --user mlb-etl ;;
esac
