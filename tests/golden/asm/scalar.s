# rustc 1.95.0 (59807616e 2026-04-14)

scalar_read:
	mov eax, 1
	cmp rsi, 16
	jne .1
	movzx edx, word ptr [rdi + 14]
	cmp rdx, 1
	ja .2
	mov eax, dword ptr [rdi + 8]
	movzx ecx, word ptr [rdi + 12]
	xor rcx, rax
	xor rdx, qword ptr [rdi]
	xor rdx, rcx
	xor eax, eax
.2:
	ret
.1:
	ret

scalar_write:
	mov eax, 1
	cmp rsi, 16
	jb .1
	mov qword ptr [rdi], rdx
	mov dword ptr [rdi + 8], ecx
	mov word ptr [rdi + 12], r8w
	mov byte ptr [rdi + 14], r9b
	mov byte ptr [rdi + 15], 0
	xor eax, eax
.1:
	mov edx, 16
	ret
