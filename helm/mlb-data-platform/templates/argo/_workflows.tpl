{{/*
Pieces that every WorkflowTemplate and CronWorkflow shares. What Argo fills in when it runs stands between {{`{{…}}`}}.
*/}}

{{/* apiVersion, kind and metadata. Takes (dict "context" $ "kind" "WorkflowTemplate" "name" "daily-games" "says" TEXT). */}}
{{- define "mlb-data-platform.workflowHead" -}}
apiVersion: argoproj.io/v1alpha1
kind: {{ .kind }}
metadata:
  name: {{ include "mlb-data-platform.fullname" .context }}-{{ .name }}
  namespace: {{ .context.Release.Namespace | quote }}
  labels:
    {{- include "mlb-data-platform.labels" (dict "context" .context "component" "workflow") | nindent 4 }}
  annotations:
    workflows.argoproj.io/description: {{ .says | quote }}
    workflows.argoproj.io/version: ">= 3.6.0"
    {{- with .context.Values.commonAnnotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
{{- end }}

{{/*
What every run of a WorkflowTemplate has in common. Takes (dict "context" $ "name" "daily-games" "own" .Values.workflows.dailyGames).
*/}}
{{- define "mlb-data-platform.workflowSpec" -}}
{{- $values := .context.Values }}
{{- $flows := $values.workflows -}}
entrypoint: {{ .name }}
serviceAccountName: {{ include "mlb-data-platform.serviceAccountName" (dict "context" .context "component" "workflow") }}
# Argo's executor in the pod reports outputs to the cluster; the Role allows it nothing else.
automountServiceAccountToken: true
activeDeadlineSeconds: {{ .own.activeDeadlineSeconds }}
parallelism: {{ .own.parallelism }}
# Two runs at once would share the work, and each have a budget of requests of its own: they queue.
synchronization:
  mutexes:
    - name: {{ include "mlb-data-platform.fullname" .context }}-{{ .name }}
# Pods that succeeded go soon; those that failed stay as long as their workflow, for a look.
podGC:
  strategy: OnPodSuccess
  deleteDelayDuration: {{ $flows.podGC.deleteDelay | quote }}
ttlStrategy:
  secondsAfterSuccess: {{ $flows.ttl.secondsAfterSuccess }}
  secondsAfterFailure: {{ $flows.ttl.secondsAfterFailure }}
workflowMetadata:
  labels:
    {{- include "mlb-data-platform.selectorLabels" (dict "context" .context "component" "workflow") | nindent 4 }}
    mlb-data-platform/workflow: {{ .name }}
podMetadata:
  labels:
    {{- include "mlb-data-platform.podLabels" (dict "context" .context "component" "workflow") | nindent 4 }}
    mlb-data-platform/workflow: {{ .name }}
  {{- with $values.podAnnotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
# A Service named mlb-db would set MLB_DB_PORT=tcp://…. A transaction under way ends within 25 s after SIGTERM.
podSpecPatch: {{ dict "enableServiceLinks" false "terminationGracePeriodSeconds" ($flows.terminationGracePeriodSeconds | int) | toJson | quote }}
securityContext:
  {{- include "mlb-data-platform.podSecurityContext" .context | nindent 2 }}
{{- with include "mlb-data-platform.imagePullSecrets" .context | trim }}
{{ . }}
{{- end }}
{{- with default $values.nodeSelector $flows.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with default $values.tolerations $flows.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with default $values.affinity $flows.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with default $values.priorityClassName $flows.priorityClassName }}
podPriorityClassName: {{ . | quote }}
{{- end }}
# At the controller: argo_workflows_mlb_workflow_runs and argo_workflows_mlb_workflow_duration_seconds.
metrics:
  prometheus:
    - name: mlb_workflow_runs
      help: "Workflows of the MLB data platform that ended, by how they ended."
      labels:
        - key: workflow
          value: {{ .name }}
        - key: status
          value: {{ `"{{workflow.status}}"` }}
      counter:
        value: "1"
    - name: mlb_workflow_duration_seconds
      help: "How long the last workflow took, in seconds."
      labels:
        - key: workflow
          value: {{ .name }}
      gauge:
        realtime: false
        value: {{ `"{{workflow.duration}}"` }}
{{- with $flows.notify }}
{{- if .workflowTemplate }}
# Told of every end; a template of yours decides what is worth a message.
hooks:
  exit:
    templateRef:
      name: {{ .workflowTemplate | quote }}
      template: {{ .template | quote }}
    arguments:
      parameters:
        - name: workflow
          value: {{ `"{{workflow.name}}"` }}
        - name: status
          value: {{ `"{{workflow.status}}"` }}
        - name: failures
          value: {{ `"{{workflow.failures}}"` }}
{{- end }}
{{- end }}
volumes:
  {{- include "mlb-data-platform.volumes" .context | nindent 2 }}
{{- end }}

{{/*
retryStrategy of every step, by what exit codes mean (docs/adr/0011-exit-codes.md). Tried again: 4 (source or database unreachable), 143 and
137 (the pod was told to go), -1 (the pod was lost). Never: 1, 2 and 3, which a person has to look at, too little memory, a deadline.
*/}}
{{- define "mlb-data-platform.workflowRetry" -}}
{{- $retry := .Values.workflows.retry -}}
retryStrategy:
  limit: {{ $retry.limit | quote }}
  retryPolicy: Always
  expression: 'asInt(lastRetry.exitCode) in [-1, 4, 137, 143] && !(lastRetry.message matches "OOMKilled|deadline")'
  backoff:
    duration: {{ $retry.duration | quote }}
    factor: {{ $retry.factor | quote }}
    cap: {{ $retry.cap | quote }}
{{- end }}

{{/* A container that runs mlb-etl, less its args and env. Takes (dict "context" $ "resources" "light"); "transform" for steps with the kernel. */}}
{{- define "mlb-data-platform.workflowContainer" -}}
{{- $values := .context.Values -}}
image: {{ include "mlb-data-platform.image" (dict "context" .context "image" $values.image) | quote }}
imagePullPolicy: {{ $values.image.pullPolicy }}
command: [mlb-etl]
# Where config/jobs is looked for.
workingDir: /app
securityContext:
  {{- include "mlb-data-platform.containerSecurityContext" .context | nindent 2 }}
resources:
  {{- toYaml (get $values.workflows.resources .resources) | nindent 2 }}
{{- with include "mlb-data-platform.envFrom" .context | trim }}
{{ . }}
{{- end }}
volumeMounts:
  {{- include "mlb-data-platform.volumeMounts" .context | nindent 2 }}
{{- end }}

{{/* Environment of these containers; a step's own comes before it. */}}
{{- define "mlb-data-platform.workflowEnv" -}}
{{- $flows := .Values.workflows -}}
- name: MLB_QUARANTINE_CODE
  value: {{ $flows.quarantineCode | quote }}
- name: MLB_TIMEZONE
  value: {{ $flows.timezone | quote }}
- name: MLB_WORKERS
  value: {{ $flows.workers | quote }}
- name: MLB_REQUESTS_PER_S
  value: {{ $flows.requestsPerSecond | quote }}
{{ include "mlb-data-platform.env" (dict "context" . "login" "writer") }}
{{- end }}

{{/* A CronWorkflow that starts the WorkflowTemplate of the same name. Takes (dict "context" $ "name" "daily-games" "own" DICT "suspend" BOOL "says" TEXT). */}}
{{- define "mlb-data-platform.cronWorkflow" -}}
{{- $cron := .own.cron -}}
{{ include "mlb-data-platform.workflowHead" (merge (dict "kind" "CronWorkflow") .) }}
spec:
  schedules:
    {{- range $cron.schedules }}
    - {{ . | quote }}
    {{- end }}
  timezone: {{ .context.Values.workflows.timezone | quote }}
  suspend: {{ .suspend }}
  concurrencyPolicy: {{ $cron.concurrencyPolicy }}
  startingDeadlineSeconds: {{ $cron.startingDeadlineSeconds }}
  successfulJobsHistoryLimit: {{ $cron.successfulJobsHistoryLimit }}
  failedJobsHistoryLimit: {{ $cron.failedJobsHistoryLimit }}
  workflowMetadata:
    labels:
      {{- include "mlb-data-platform.selectorLabels" (dict "context" .context "component" "workflow") | nindent 6 }}
      mlb-data-platform/workflow: {{ .name }}
  workflowSpec:
    workflowTemplateRef:
      name: {{ include "mlb-data-platform.fullname" .context }}-{{ .name }}
{{- end }}

{{/* Tasks of a DAG about one day: which day, its schedule, which of its games are due. */}}
{{- define "mlb-data-platform.planTasks" -}}
# Once, so that a retry tomorrow still means the same day.
- name: plan-day
  template: plan-day
  arguments:
    parameters:
      - name: date
        value: {{ `"{{workflow.parameters.date}}"` }}
- name: ingest-schedule
  depends: plan-day
  template: ingest-schedule
  arguments:
    parameters:
      - name: day
        value: {{ `"{{tasks.plan-day.outputs.parameters.day}}"` }}
- name: transform-schedule
  depends: ingest-schedule
  template: transform-schedule
  arguments:
    parameters:
      - name: day
        value: {{ `"{{tasks.plan-day.outputs.parameters.day}}"` }}
- name: plan-games
  depends: transform-schedule
  template: plan-games
  arguments:
    parameters:
      - name: day
        value: {{ `"{{tasks.plan-day.outputs.parameters.day}}"` }}
{{- end }}

{{/* The templates of these tasks. Takes (dict "context" $ "dayFlags" LIST "gamesFlags" LIST). */}}
{{- define "mlb-data-platform.planTemplates" -}}
{{- $light := dict "context" .context "resources" "light" -}}
- name: plan-day
  inputs:
    parameters:
      - name: date
  outputs:
    parameters:
      - name: day
        valueFrom:
          path: /tmp/day
  {{- include "mlb-data-platform.workflowRetry" .context | nindent 2 }}
  container:
    {{- include "mlb-data-platform.workflowContainer" $light | nindent 4 }}
    args: {{ concat (list "plan" "day") .dayFlags (list "--to" "/tmp/day") | toJson }}
    env:
      # An empty variable is none: then it is yesterday, or with --today the day that it is.
      - name: MLB_DATE
        value: {{ `"{{inputs.parameters.date}}"` }}
      {{- include "mlb-data-platform.workflowEnv" .context | nindent 6 }}
- name: ingest-schedule
  inputs:
    parameters:
      - name: day
  {{- include "mlb-data-platform.workflowRetry" .context | nindent 2 }}
  container:
    {{- include "mlb-data-platform.workflowContainer" $light | nindent 4 }}
    args: [ingest, --job, schedule_polling, --date, {{ `"{{inputs.parameters.day}}"` }}, --save]
    env:
      {{- include "mlb-data-platform.workflowEnv" .context | nindent 6 }}
- name: transform-schedule
  inputs:
    parameters:
      - name: day
  {{- include "mlb-data-platform.workflowRetry" .context | nindent 2 }}
  container:
    {{- include "mlb-data-platform.workflowContainer" $light | nindent 4 }}
    args:
      - transform
      - schedule
      - --start-date
      - {{ `"{{inputs.parameters.day}}"` }}
      - --end-date
      - {{ `"{{inputs.parameters.day}}"` }}
    env:
      {{- include "mlb-data-platform.workflowEnv" .context | nindent 6 }}
- name: plan-games
  inputs:
    parameters:
      - name: day
  outputs:
    parameters:
      # [{"game_pk": "744914", "starts_in_s": "0"}]
      - name: games
        valueFrom:
          path: /tmp/games.json
  {{- include "mlb-data-platform.workflowRetry" .context | nindent 2 }}
  container:
    {{- include "mlb-data-platform.workflowContainer" $light | nindent 4 }}
    args: {{ concat (list "plan" "games" "--date" `{{inputs.parameters.day}}`) .gamesFlags (list "--to" "/tmp/games.json") | toJson }}
    env:
      {{- include "mlb-data-platform.workflowEnv" .context | nindent 6 }}
{{- end }}
