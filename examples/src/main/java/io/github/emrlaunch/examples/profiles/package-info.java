/** The four profiles that most platform teams begin with: plain, with KMS keys, with Kerberos, with Lake Formation. */
@NullMarked
package io.github.emrlaunch.examples.profiles;

import org.jspecify.annotations.NullMarked;
