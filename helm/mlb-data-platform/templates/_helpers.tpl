{{/*
Names, labels and pieces of pods that every template of this chart shares.

Where a helper needs more than the context, it takes a dict: (dict "context" $ "component" "live").
Components: live, migrations, workflow, spark, test.
*/}}

{{/* The chart's name, or what the user calls it. */}}
{{- define "mlb-data-platform.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/* Begin of every object's name. 40 characters, so that -workflow-daily-games and what controllers append still fit into 63. */}}
{{- define "mlb-data-platform.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" }}
{{- else }}
{{- $name := default .Chart.Name .Values.nameOverride }}
{{- if contains $name .Release.Name }}
{{- .Release.Name | trunc 40 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name $name | trunc 40 | trimSuffix "-" }}
{{- end }}
{{- end }}
{{- end }}

{{/* What the label helm.sh/chart says. */}}
{{- define "mlb-data-platform.chart" -}}
{{- printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/* Labels that never change, for selectors. Takes (dict "context" $ "component" NAME); component may be left out. */}}
{{- define "mlb-data-platform.selectorLabels" -}}
app.kubernetes.io/name: {{ include "mlb-data-platform.name" .context | quote }}
app.kubernetes.io/instance: {{ .context.Release.Name | quote }}
{{- with .component }}
app.kubernetes.io/component: {{ . }}
{{- end }}
{{- end }}

{{/* Labels of every object and pod. Takes (dict "context" $ "component" NAME). */}}
{{- define "mlb-data-platform.labels" -}}
helm.sh/chart: {{ include "mlb-data-platform.chart" .context | quote }}
{{ include "mlb-data-platform.selectorLabels" . }}
app.kubernetes.io/version: {{ .context.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .context.Release.Service | quote }}
app.kubernetes.io/part-of: mlb-data-platform
{{- with .context.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* An image's reference. Takes (dict "context" $ "image" .Values.image); a digest wins over a tag. */}}
{{- define "mlb-data-platform.image" -}}
{{- $registry := default .image.registry .context.Values.global.imageRegistry -}}
{{- $name := ternary (printf "%s/%s" $registry .image.repository) .image.repository (ne $registry "") -}}
{{- if .image.digest -}}
{{- printf "%s@%s" $name .image.digest -}}
{{- else -}}
{{- printf "%s:%s" $name (default .context.Chart.AppVersion .image.tag) -}}
{{- end -}}
{{- end }}

{{/* The whole key imagePullSecrets, or nothing. */}}
{{- define "mlb-data-platform.imagePullSecrets" -}}
{{- with concat .Values.global.imagePullSecrets .Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/* Name of a component's ServiceAccount. Takes (dict "context" $ "component" NAME). */}}
{{- define "mlb-data-platform.serviceAccountName" -}}
{{- $account := get .context.Values.serviceAccounts .component -}}
{{- if $account.create -}}
{{- default (printf "%s-%s" (include "mlb-data-platform.fullname" .context) .component) $account.name -}}
{{- else -}}
{{- required (printf "serviceAccounts.%s.name: found nothing, wanted the name of a ServiceAccount, since serviceAccounts.%s.create is false" .component .component) $account.name -}}
{{- end -}}
{{- end }}

{{/* Name of the ConfigMap with the job files; pods have it at /app/config/jobs. */}}
{{- define "mlb-data-platform.jobsConfigMap" -}}
{{- default (printf "%s-jobs" (include "mlb-data-platform.fullname" .)) .Values.jobs.existingConfigMap }}
{{- end }}

{{/* securityContext of pods. */}}
{{- define "mlb-data-platform.podSecurityContext" -}}
{{- toYaml .Values.podSecurityContext }}
{{- end }}

{{/* securityContext of containers. */}}
{{- define "mlb-data-platform.containerSecurityContext" -}}
{{- toYaml .Values.containerSecurityContext }}
{{- end }}

{{/*
Who the platform is to the database. Takes (dict "context" $ "login" "writer"); "owner" is for migrations alone.
Nothing secret is rendered: values are read from the Secret when the container starts.
*/}}
{{- define "mlb-data-platform.databaseEnv" -}}
{{- $database := .context.Values.database -}}
{{- $login := get $database .login -}}
{{- if $login.urlKey }}
- name: MLB_DATABASE_URL
  valueFrom:
    secretKeyRef:
      name: {{ $login.existingSecret | quote }}
      key: {{ $login.urlKey | quote }}
{{- else }}
- name: MLB_DB_HOST
  value: {{ required "database.host: found nothing, wanted the PostgreSQL server, or urlKey of a Secret that has a whole URL" $database.host | quote }}
- name: MLB_DB_PORT
  value: {{ $database.port | quote }}
- name: MLB_DB_NAME
  value: {{ $database.name | quote }}
- name: MLB_DB_USER
  valueFrom:
    secretKeyRef:
      name: {{ $login.existingSecret | quote }}
      key: {{ $login.userKey | quote }}
- name: MLB_DB_PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ $login.existingSecret | quote }}
      key: {{ $login.passwordKey | quote }}
{{- end }}
{{- with $database.sslMode }}
- name: PGSSLMODE
  value: {{ . | quote }}
{{- end }}
{{- with $database.sslRootCert.existingSecret }}
- name: PGSSLROOTCERT
  value: /etc/mlb/database-ca/{{ $database.sslRootCert.key }}
{{- end }}
{{- end }}

{{/* The request budget that all pods share; without Redis, or while it is away, each takes its part. */}}
{{- define "mlb-data-platform.redisEnv" -}}
{{- if gt (int .Values.statsapi.sharedBy) 1 }}
- name: MLB_RATE_SHARED_BY
  value: {{ .Values.statsapi.sharedBy | quote }}
{{- end }}
{{- if .Values.redis.existingSecret }}
- name: MLB_REDIS_URL
  valueFrom:
    secretKeyRef:
      name: {{ .Values.redis.existingSecret | quote }}
      key: {{ .Values.redis.urlKey | quote }}
{{- else if .Values.redis.url }}
- name: MLB_REDIS_URL
  value: {{ .Values.redis.url | quote }}
{{- end }}
{{- end }}

{{/*
Environment of every container that runs mlb-etl. Takes (dict "context" $ "login" "writer").
Give the pod enableServiceLinks: false as well: a Service named mlb-db would set MLB_DB_PORT=tcp://….
*/}}
{{- define "mlb-data-platform.env" -}}
- name: HOME
  value: /tmp
- name: MLB_HOME
  value: /tmp/mlb
- name: MLB_LOG_FORMAT
  value: json
- name: MLB_LOG_LEVEL
  value: {{ .context.Values.logLevel | quote }}
{{- include "mlb-data-platform.databaseEnv" . }}
{{- include "mlb-data-platform.redisEnv" .context }}
{{- with .context.Values.statsapi.url }}
- name: MLB_STATSAPI_URL
  value: {{ . | quote }}
{{- end }}
{{- with .context.Values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* envFrom of every container that runs mlb-etl: the whole key, or nothing. */}}
{{- define "mlb-data-platform.envFrom" -}}
{{- with .Values.extraEnvFrom }}
envFrom:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/* Volumes of every pod: room to write beside a read-only root, the database's certificate. */}}
{{- define "mlb-data-platform.volumesWithoutJobs" -}}
- name: tmp
  emptyDir:
    sizeLimit: {{ .Values.tmpSizeLimit | quote }}
{{- with .Values.database.sslRootCert }}
{{- if .existingSecret }}
- name: database-ca
  secret:
    secretName: {{ .existingSecret | quote }}
    items:
      - key: {{ .key | quote }}
        path: {{ .key | quote }}
{{- end }}
{{- end }}
{{- with .Values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* The same with the job files. */}}
{{- define "mlb-data-platform.volumes" -}}
{{ include "mlb-data-platform.volumesWithoutJobs" . }}
- name: jobs
  configMap:
    name: {{ include "mlb-data-platform.jobsConfigMap" . | quote }}
{{- end }}

{{/* Where containers find these volumes. */}}
{{- define "mlb-data-platform.volumeMountsWithoutJobs" -}}
- name: tmp
  mountPath: /tmp
{{- if .Values.database.sslRootCert.existingSecret }}
- name: database-ca
  mountPath: /etc/mlb/database-ca
  readOnly: true
{{- end }}
{{- with .Values.extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* The same with the job files. */}}
{{- define "mlb-data-platform.volumeMounts" -}}
{{ include "mlb-data-platform.volumeMountsWithoutJobs" . }}
- name: jobs
  mountPath: /app/config/jobs
  readOnly: true
{{- end }}

{{/* Where pods may run. Takes (dict "context" $ "own" .Values.live); a component's own words win over the common ones. */}}
{{- define "mlb-data-platform.scheduling" -}}
{{- with default .context.Values.nodeSelector .own.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with default .context.Values.tolerations .own.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with default .context.Values.affinity .own.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with default .context.Values.priorityClassName .own.priorityClassName }}
priorityClassName: {{ . | quote }}
{{- end }}
{{- end }}

{{/* The whole key annotations of an object, or nothing. Takes (dict "context" $ "own" DICT); own ones may be left out. */}}
{{- define "mlb-data-platform.annotations" -}}
{{- with merge (dict) (default (dict) .own) .context.Values.commonAnnotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/* Annotations of objects that Helm makes before everything else: the migrations and what they stand on. Takes a weight. */}}
{{- define "mlb-data-platform.hookAnnotations" -}}
helm.sh/hook: pre-install,pre-upgrade,pre-rollback
helm.sh/hook-weight: {{ . | quote }}
helm.sh/hook-delete-policy: before-hook-creation
{{- end }}

{{/* Labels of pods: those of every object, and the user's. Takes (dict "context" $ "component" NAME). */}}
{{- define "mlb-data-platform.podLabels" -}}
{{ include "mlb-data-platform.labels" . }}
{{- with .context.Values.podLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}
