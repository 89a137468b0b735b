<?php
// Signs a message with a key that is in no file of this project.
declare(strict_types=1);

const PARAMETERS = '/etc/minimal-secure-web/parameters.json';

/** The values of web.parameters by name. */
function parameters(): array
{
    $list = json_decode((string) file_get_contents(PARAMETERS), true, 8, JSON_THROW_ON_ERROR);
    return array_column($list, 'Value', 'Name');
}

$message = $_POST['message'] ?? '';
if ($_SERVER['REQUEST_METHOD'] !== 'POST' || !is_string($message) || $message === '') {
    http_response_code(400);
    exit('Send the form.');
}
// The only parameter of this site.
$key = current(parameters());
$reference = substr(hash_hmac('sha256', $message, (string) $key), 0, 8);
?>
<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Thank you</title>
  </head>
  <body>
    <p>Your message: <?= htmlspecialchars($message) ?></p>
    <p>Reference: <?= $reference ?></p>
  </body>
</html>
