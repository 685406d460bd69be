// shrink.js: photos are made smaller on the device before they travel over a slow line: at most 2,480 pixels on the long side (over 200 dpi for
// A4), upright, JPEG. What cannot be read, is small already, or would not become smaller stays as it is: the server takes up to 20 MB.
const LONG_SIDE = 2480
const SMALL_BYTES = 900_000
const QUALITY = 0.82

async function shrunk(file) {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type) || file.size <= SMALL_BYTES) return file
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' })
  const scale = Math.min(1, LONG_SIDE / Math.max(picture.width, picture.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(picture.width * scale)
  canvas.height = Math.round(picture.height * scale)
  const pen = canvas.getContext('2d', { alpha: false })
  pen.fillStyle = '#ffffff' // a transparent PNG would turn black
  pen.fillRect(0, 0, canvas.width, canvas.height)
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height)
  picture.close()
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY))
  if (!blob || blob.size >= file.size) return file
  return new File([blob], file.name.replace(/\.\w+$/, '') + '.jpg', { type: 'image/jpeg', lastModified: file.lastModified })
}

export function start(say) {
  const number = new Intl.NumberFormat(say('vi', 'en'), { maximumFractionDigits: 1 })
  const megabytes = (files) => number.format([...files].reduce((sum, file) => sum + file.size, 0) / 1e6) + ' MB'

  for (const input of document.querySelectorAll('input[type=file][data-shrink]')) {
    const line = document.createElement('p')
    line.className = 'app-status-line'
    line.setAttribute('role', 'status')
    input.after(line)
    let work = Promise.resolve()
    let busy = 0

    input.addEventListener('change', () => {
      const chosen = [...input.files]
      if (!chosen.length) {
        line.textContent = ''
        return
      }
      busy++
      line.textContent = say('Đang chuẩn bị ảnh…', 'Preparing the picture…')
      work = Promise.all(chosen.map((file) => shrunk(file).catch(() => file)))
        .then((files) => {
          const before = megabytes(chosen)
          if (files.some((file, i) => file !== chosen[i])) {
            const bag = new DataTransfer()
            for (const file of files) bag.items.add(file)
            input.files = bag.files
            line.textContent = say(`Đã thu nhỏ ảnh: ${before} còn ${megabytes(files)}.`, `Picture made smaller: ${before} to ${megabytes(files)}.`)
          } else {
            line.textContent = say(`Đã chọn: ${before}.`, `Chosen: ${before}.`)
          }
        })
        .finally(() => busy--)
    })

    // Pressed while a picture is still being made smaller: wait for it, then send. Runs before the double-click guard in app.js.
    input.form?.addEventListener(
      'submit',
      (event) => {
        if (!busy) return
        const submitter = event.submitter
        event.preventDefault()
        event.stopPropagation()
        work.finally(() => input.form.requestSubmit(submitter))
      },
      true
    )
  }
}
