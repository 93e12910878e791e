/** The name of Hadoop's client of S3, which jobs set; Spark comes without it. */
@NullMarked
package org.apache.hadoop.fs.s3a;

import org.jspecify.annotations.NullMarked;
