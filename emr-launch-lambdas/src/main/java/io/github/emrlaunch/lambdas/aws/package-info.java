/** A small client of AWS for JSON trees, on the AWS SDK's signer, credentials, retries and HTTP client. */
@NullMarked
package io.github.emrlaunch.lambdas.aws;

import org.jspecify.annotations.NullMarked;
