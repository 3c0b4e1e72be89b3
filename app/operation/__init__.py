"""運用: backup 控え, archive 控えの中身, audit 監査の記録, doctor 点検, manifest 目録. What keeps the site safe."""
