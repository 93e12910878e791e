/** S3: a bucket is a folder, and its objects are the files in it. */
@NullMarked
package io.github.emrlaunch.local.internal.s3;

import org.jspecify.annotations.NullMarked;
