{{/*
Spec of a SparkApplication. Takes (dict "context" $ "name" NAME "application" DICT).
Executors load the database themselves (docs/spark.md), so they have its login and are the same image.
*/}}
{{- define "mlb-data-platform.sparkApplicationSpec" -}}
{{- $values := .context.Values }}
{{- $spark := $values.spark -}}
type: Python
pythonVersion: "3"
mode: cluster
sparkVersion: {{ $spark.version | quote }}
image: {{ include "mlb-data-platform.image" (dict "context" .context "image" $values.sparkImage) | quote }}
imagePullPolicy: {{ $values.sparkImage.pullPolicy }}
{{- with concat $values.global.imagePullSecrets $values.imagePullSecrets }}
imagePullSecrets:
  {{- range . }}
  - {{ .name | quote }}
  {{- end }}
{{- end }}
mainApplicationFile: local:///app/transform/{{ .application.subject }}.py
{{- with .application.arguments }}
arguments:
  {{- range . }}
  - {{ . | quote }}
  {{- end }}
{{- end }}
sparkConf:
  {{- $conf := dict "spark.authenticate" "true" "spark.network.crypto.enabled" "true" "spark.jars.ivy" "/tmp/.ivy2" "spark.ui.enabled" "false" }}
  {{- range $key, $value := merge (dict) (default (dict) .application.sparkConf) $spark.sparkConf $conf }}
  {{ $key | quote }}: {{ $value | quote }}
  {{- end }}
restartPolicy:
  type: OnFailure
  onFailureRetries: {{ $spark.retries }}
  onFailureRetryInterval: {{ $spark.retryIntervalSeconds }}
  onSubmissionFailureRetries: {{ $spark.retries }}
  onSubmissionFailureRetryInterval: {{ $spark.retryIntervalSeconds }}
timeToLiveSeconds: {{ $spark.timeToLiveSeconds }}
volumes:
  {{- include "mlb-data-platform.volumesWithoutJobs" .context | nindent 2 }}
driver:
  {{- include "mlb-data-platform.sparkPod" (dict "context" .context "name" .name "own" $spark.driver "role" "driver") | nindent 2 }}
  serviceAccount: {{ include "mlb-data-platform.serviceAccountName" (dict "context" .context "component" "spark") | quote }}
  {{- with default $values.priorityClassName $spark.driver.priorityClassName }}
  priorityClassName: {{ . | quote }}
  {{- end }}
executor:
  {{- include "mlb-data-platform.sparkPod" (dict "context" .context "name" .name "own" $spark.executor "role" "executor") | nindent 2 }}
  instances: {{ $spark.executor.instances }}
  deleteOnTermination: true
  {{- with default $values.priorityClassName $spark.executor.priorityClassName }}
  priorityClassName: {{ . | quote }}
  {{- end }}
{{- end }}

{{/* What driver and executor share. Takes (dict "context" $ "name" NAME "own" .Values.spark.driver "role" "driver"). */}}
{{- define "mlb-data-platform.sparkPod" -}}
{{- $values := .context.Values -}}
cores: {{ .own.cores }}
{{- with .own.coreRequest }}
coreRequest: {{ . | quote }}
{{- end }}
{{- with .own.coreLimit }}
coreLimit: {{ . | quote }}
{{- end }}
memory: {{ .own.memory | quote }}
memoryOverhead: {{ .own.memoryOverhead | quote }}
labels:
  {{- include "mlb-data-platform.podLabels" (dict "context" .context "component" "spark") | nindent 2 }}
  mlb-data-platform/application: {{ .name | quote }}
{{- with $values.podAnnotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
podSecurityContext:
  {{- include "mlb-data-platform.podSecurityContext" .context | nindent 2 }}
securityContext:
  {{- include "mlb-data-platform.containerSecurityContext" .context | nindent 2 }}
env:
  {{- include "mlb-data-platform.env" (dict "context" .context "login" "writer") | nindent 2 }}
{{- with $values.extraEnvFrom }}
envFrom:
  {{- toYaml . | nindent 2 }}
{{- end }}
volumeMounts:
  {{- include "mlb-data-platform.volumeMountsWithoutJobs" .context | nindent 2 }}
# What the operator has no field of its own for.
template:
  spec:
    enableServiceLinks: false
    containers:
      - name: spark-kubernetes-{{ .role }}
{{- with default $values.nodeSelector .own.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with default $values.tolerations .own.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with default $values.affinity .own.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}
