/** A small AWS client for JSON trees, based on the signer, credentials, retries and HTTP client of the AWS SDK. */
@NullMarked
package io.github.emrlaunch.lambdas.aws;

import org.jspecify.annotations.NullMarked;
