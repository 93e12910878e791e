package io.github.emrlaunch.local.internal.iam;

import io.github.emrlaunch.local.internal.aws.Principal;

/** Temporary credentials and whom they stand for. */
public record Credentials(String accessKeyId, String secretAccessKey, String sessionToken, Principal principal) {}
