package io.github.sesip2k2.sesi

import android.app.Activity
import android.content.ClipData
import android.content.Intent
import android.webkit.MimeTypeMap
import androidx.appcompat.app.AlertDialog
import androidx.core.content.FileProvider
import app.tauri.annotation.Command
import app.tauri.annotation.InvokeArg
import app.tauri.annotation.TauriPlugin
import app.tauri.plugin.Invoke
import app.tauri.plugin.JSObject
import app.tauri.plugin.Plugin
import java.io.File

@InvokeArg
class SharedFile {
  lateinit var path: String
}

/** The share sheet, for src-tauri/src/share.rs. */
@TauriPlugin
class ShareFile(private val activity: Activity) : Plugin(activity) {
  /** Answers what the person wants with a file that is about to be written: `share`, `save` or `nothing`. */
  @Command
  fun ask(invoke: Invoke) {
    val answer = { wish: String ->
      val said = JSObject()
      said.put("wish", wish)
      invoke.resolve(said)
    }
    activity.runOnUiThread {
      AlertDialog.Builder(activity)
        .setMessage(R.string.share_or_save)
        .setPositiveButton(R.string.share) { _, _ -> answer("share") }
        .setNegativeButton(R.string.save) { _, _ -> answer("save") }
        .setOnCancelListener { answer("nothing") }
        .show()
    }
  }

  /** Opens the share sheet with a file of the app's cache. */
  @Command
  fun share(invoke: Invoke) {
    val file = File(invoke.parseArgs(SharedFile::class.java).path)
    val address = FileProvider.getUriForFile(activity, "${activity.packageName}.fileprovider", file)
    val send = Intent(Intent.ACTION_SEND)
    send.type = MimeTypeMap.getSingleton().getMimeTypeFromExtension(file.extension) ?: "application/octet-stream"
    send.putExtra(Intent.EXTRA_STREAM, address)
    // The sheet shows the file's name by this, and passes the right to read it on.
    send.clipData = ClipData.newRawUri(file.name, address)
    send.addFlags(Intent.FLAG_GRANT_READ_URI_PERMISSION)
    activity.runOnUiThread { activity.startActivity(Intent.createChooser(send, null)) }
    invoke.resolve()
  }
}
