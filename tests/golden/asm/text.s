# rustc 1.95.0 (59807616e 2026-04-14)

text_read:
	push r14
	push rbx
	push rax
	cmp rsi, 16
	jne .1
	cmp byte ptr [rdi + 15], 0
	je .2
.1:
	xor eax, eax
.3:
	mov rdx, rbx
	add rsp, 8
	pop rbx
	pop r14
	ret
.2:
	movzx ebx, byte ptr [rdi]
	cmp rbx, 14
	ja .4
	lea ecx, [4*rbx]
	mov eax, dword ptr [rdi + 9]
	movzx edx, word ptr [rdi + 13]
	shl rdx, 32
	or rdx, rax
	mov r8, rdx
	shr r8, cl
	xor eax, eax
	test cl, 64
	mov r9, r8
	cmovne r9, rax
	mov r10, r9
	shr r10, cl
	test cl, 64
	mov rsi, qword ptr [rdi + 1]
	mov r11, r10
	cmovne r11, rax
	mov r14, rsi
	shrd r14, rdx, cl
	test cl, 64
	cmovne r14, r8
	shrd r14, r9, cl
	test cl, 64
	cmovne r14, r10
	or r14, r11
	jne .3
	inc rdi
	or rsi, rdx
	movabs rax, -9187201950435737472
	test rsi, rax
	jne .5
	mov rax, rdi
	jmp .3
.4:
	xor eax, eax
	jmp .3
.5:
	mov r14, rdi
	mov rsi, rbx
	call qword ptr [rip + tessera::view::is_utf8
	mov ecx, eax
	xor eax, eax
	test cl, cl
	cmovne rax, r14
	jmp .3

text_write:
	mov eax, 1
	cmp rsi, 16
	jb .1
	mov qword ptr [rdi + 7], 0
	mov qword ptr [rdi + 1], 0
	cmp rcx, 14
	ja .1
	test rcx, rcx
	je .2
	cmp rcx, 3
	ja .3
	movzx eax, byte ptr [rdx]
	mov byte ptr [rdi + 1], al
	movzx eax, byte ptr [rdx + rcx - 1]
	mov byte ptr [rdi + rcx], al
	mov rax, rcx
	shr rax
	movzx edx, byte ptr [rdx + rax]
	mov byte ptr [rdi + rax + 1], dl
	jmp .2
.3:
	lea rax, [rdi + 1]
	cmp rcx, 8
	ja .4
	mov esi, dword ptr [rdx]
	mov dword ptr [rax], esi
	mov edx, dword ptr [rdx + rcx - 4]
	mov dword ptr [rax + rcx - 4], edx
	jmp .2
.4:
	mov rsi, qword ptr [rdx]
	mov qword ptr [rax], rsi
	mov rdx, qword ptr [rdx + rcx - 8]
	mov qword ptr [rax + rcx - 8], rdx
.2:
	mov byte ptr [rdi], cl
	mov byte ptr [rdi + 15], 0
	xor eax, eax
.1:
	mov edx, 16
	ret
